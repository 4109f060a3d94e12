SELECT shop_id, order_no, sku, /*own*/category AS own, category AS written, quantity, amount
FROM order_lines FINAL
WHERE workspace_id = {workspace_id:UInt32} AND customer_id IN {ids:Array(UInt32)} AND kind = 'sale'
  AND ({has_scope:UInt8} = 0 OR shop_id IN {shop_ids:Array(UInt32)})
  AND (shop_id, order_no) IN (
      SELECT shop_id, order_no FROM orders
      WHERE workspace_id = {workspace_id:UInt32} AND customer_id IN {ids:Array(UInt32)}
  )
ORDER BY shop_id, order_no, line_key
LIMIT {most:UInt32}
