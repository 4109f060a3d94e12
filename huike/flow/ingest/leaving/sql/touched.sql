SELECT DISTINCT /*buyer*/ AS id
FROM orders
WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32} AND customer_id != 0
  AND landed_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
