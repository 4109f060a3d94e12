-- Customers whose first order that counts lies in a period, and what they spent in it.
SELECT
    customer_id,
    sumIf(amount, ordered_at < fromUnixTimestamp64Milli({end:Int64})) AS value
FROM orders FINAL
WHERE workspace_id = {workspace:UInt32} /*shops: shop_id*/ AND left_out = ''
  AND customer_id != 0 AND kind = 'sale' AND status != 'cancelled'
GROUP BY customer_id
HAVING min(ordered_at) >= fromUnixTimestamp64Milli({start:Int64})
   AND min(ordered_at) < fromUnixTimestamp64Milli({end:Int64})
