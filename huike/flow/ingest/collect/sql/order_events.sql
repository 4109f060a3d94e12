-- All that was heard of these orders.
SELECT order_no, message_id, act, customer_id, is_known, occurred_at, said
FROM order_events FINAL
WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32}
  AND order_no IN {numbers:Array(String)} AND problem = ''
ORDER BY order_no, occurred_at, message_id
