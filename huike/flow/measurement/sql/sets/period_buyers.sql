-- Customers with at least so many orders in a period, and what they spent in it.
SELECT customer_id, sum(amount) AS value
FROM orders FINAL
WHERE workspace_id = {workspace:UInt32} /*shops: shop_id*/ AND left_out = ''
  AND customer_id != 0 AND kind = 'sale' AND status != 'cancelled'
  AND ordered_at >= fromUnixTimestamp64Milli({start:Int64})
  AND ordered_at < fromUnixTimestamp64Milli({end:Int64})
GROUP BY customer_id
HAVING count() >= {at_least:UInt32}
