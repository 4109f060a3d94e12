SELECT shop_id, order_no
FROM orders FINAL
WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32}
  AND (status = 'cancelled' OR left_out != '')
