SELECT
    occurred_at AS at, 'event' AS kind, toString(event) AS ref, shop_id,
    map('props', toString(props), 'message_id', message_id) AS details
FROM events
WHERE event = 'Store Visited' AND workspace_id = {ws:UInt32} AND customer_id IN {customers:Array(UInt32)}
  AND ({all_shops:UInt8} = 1 OR shop_id IN {shops:Array(UInt32)})
