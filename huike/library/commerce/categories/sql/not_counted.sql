SELECT shop_id, order_no
FROM orders FINAL
WHERE workspace_id = {workspace:UInt32} AND (status = 'cancelled' OR left_out != '')
  AND ordered_at >= fromUnixTimestamp64Milli({since:Int64})
