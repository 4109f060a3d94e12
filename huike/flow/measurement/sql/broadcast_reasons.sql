-- Why people of a broadcast got no message.
SELECT
    multiIf(has(acts, 'refused'), 'refused', has(acts, 'failed'), 'failed', 'unknown') AS ending,
    reason,
    count() AS people
FROM /*from broadcast_people*/ AS p
WHERE arm = 'treated' AND hasAny(acts, ['refused', 'failed', 'unknown'])
GROUP BY ending, reason
ORDER BY people DESC, ending, reason
