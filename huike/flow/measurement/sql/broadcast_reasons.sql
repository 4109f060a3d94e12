-- Why people of a broadcast got no message.
SELECT
    ending,
    reason,
    count() AS people
FROM /*from broadcast_people*/ AS p
WHERE arm = 'treated' AND ending IN ('refused', 'failed', 'unknown')
GROUP BY ending, reason
ORDER BY people DESC, ending, reason
