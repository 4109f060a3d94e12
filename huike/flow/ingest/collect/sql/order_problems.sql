SELECT occurred_at, source_id, event, order_no, message_id, problem, place
FROM order_events FINAL
WHERE workspace_id = {workspace:UInt32} AND problem != ''
  AND ({all_shops:UInt8} = 1 OR shop_id IN {shops:Array(UInt32)})
  AND ({source:UInt32} = 0 OR source_id = {source:UInt32})
ORDER BY occurred_at DESC, message_id
LIMIT {limit:UInt32}
