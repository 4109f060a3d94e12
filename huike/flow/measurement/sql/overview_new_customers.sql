-- Customers whose first order that counts lies in the period or in the one before, by bucket.
SELECT
    first_at >= fromUnixTimestamp64Milli({start:Int64}) AS is_now,
    multiIf(
        {unit:String} = 'day', toDate(first_at, {zone:String}),
        {unit:String} = 'week', toMonday(toDate(first_at, {zone:String})),
        toStartOfMonth(toDate(first_at, {zone:String}))
    ) AS bucket,
    count() AS people
FROM (
    SELECT customer_id, min(ordered_at) AS first_at
    FROM orders FINAL
    WHERE workspace_id = {workspace:UInt32} /*shops: shop_id*/ AND left_out = ''
      AND customer_id != 0 AND kind = 'sale' AND status != 'cancelled'
    GROUP BY customer_id
)
WHERE (first_at >= fromUnixTimestamp64Milli({start:Int64})
       AND first_at < fromUnixTimestamp64Milli({end:Int64}))
   OR (first_at >= fromUnixTimestamp64Milli({start_before:Int64})
       AND first_at < fromUnixTimestamp64Milli({end_before:Int64}))
GROUP BY is_now, bucket
ORDER BY is_now, bucket
