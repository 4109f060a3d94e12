-- Everything that was heard of one order, in the order in which it happened.
SELECT message_id, event, act, source_id, occurred_at, said
FROM order_events FINAL
WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32} AND order_no = {number:String}
  AND problem = ''
ORDER BY occurred_at, message_id
LIMIT {most:UInt32}
