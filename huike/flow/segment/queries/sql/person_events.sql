SELECT event, occurred_at, props
FROM events
WHERE workspace_id = {workspace_id:UInt32} AND customer_id IN {ids:Array(UInt32)}
  AND ({has_scope:UInt8} = 0 OR shop_id IN {shop_ids:Array(UInt32)})
ORDER BY occurred_at, message_id
LIMIT {most:UInt32}
