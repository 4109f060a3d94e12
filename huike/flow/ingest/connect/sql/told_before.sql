-- What a platform said last of these orders: refunds that it lists no more are still known to us.
SELECT order_no, said
FROM order_events FINAL
WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32}
  AND order_no IN {numbers:Array(String)} AND act = 'stands'
