SELECT kind, status, ordered_at, amount, refund
FROM orders FINAL
WHERE workspace_id = {ws:UInt32} AND left_out = '' AND customer_id = {customer:UInt32}
  AND shop_id IN {shops:Array(UInt32)}
  AND (shop_id, order_no) IN (
      SELECT shop_id, order_no FROM orders
      WHERE workspace_id = {ws:UInt32} AND customer_id = {customer:UInt32}
  )
