SELECT
    changed_at AS at, concat('consent_', state) AS kind, concat(purpose, ':', channel) AS ref,
    toUInt32(0) AS shop_id,
    map('purpose', toString(purpose), 'channel', toString(channel)) AS details
FROM consents FINAL
WHERE workspace_id = {ws:UInt32} AND customer_id = {customer:UInt32} AND state != ''
