-- Customers of a first month who ordered in a later month, and what they spent in that month.
SELECT
    customer_id,
    sumIf(
        amount,
        toStartOfMonth(toDate(ordered_at, {zone:String}))
            = addMonths({month:Date}, {months_since:UInt16})
    ) AS value
FROM orders FINAL
WHERE workspace_id = {workspace:UInt32} /*shops: shop_id*/ AND left_out = ''
  AND customer_id != 0 AND kind = 'sale' AND status != 'cancelled'
  AND ordered_at < fromUnixTimestamp64Milli({end:Int64})
GROUP BY customer_id
HAVING toStartOfMonth(toDate(min(ordered_at), {zone:String})) = {month:Date}
   AND countIf(
        toStartOfMonth(toDate(ordered_at, {zone:String}))
            = addMonths({month:Date}, {months_since:UInt16})
    ) > 0
