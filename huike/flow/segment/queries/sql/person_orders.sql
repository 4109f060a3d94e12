SELECT shop_id, order_no, kind, status, ordered_at, amount, refund, quantity
FROM orders FINAL
WHERE workspace_id = {workspace_id:UInt32} AND left_out = '' AND customer_id IN {ids:Array(UInt32)}
  AND ({has_scope:UInt8} = 0 OR shop_id IN {shop_ids:Array(UInt32)})
  AND (shop_id, order_no) IN (
      SELECT shop_id, order_no FROM orders
      WHERE workspace_id = {workspace_id:UInt32} AND customer_id IN {ids:Array(UInt32)}
  )
ORDER BY ordered_at, shop_id, order_no
LIMIT {most:UInt32}
