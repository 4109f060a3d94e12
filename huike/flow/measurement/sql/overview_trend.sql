-- The same figures for each day, week (from Monday) or month of the period, on the wall's calendar.
SELECT
    bucket,
    sum(spend) AS revenue,
    sum(spend) - sum(refunded) AS net_revenue,
    sum(bought) AS orders,
    countIf(customer_id != 0 AND bought >= 1) AS buyers,
    countIf(customer_id != 0 AND bought >= 2) AS repeat_buyers
FROM (
    SELECT
        multiIf(
            {unit:String} = 'day', toDate(ordered_at, {zone:String}),
            {unit:String} = 'week', toMonday(toDate(ordered_at, {zone:String})),
            toStartOfMonth(toDate(ordered_at, {zone:String}))
        ) AS bucket,
        customer_id,
        countIf(kind = 'sale' AND status != 'cancelled') AS bought,
        sumIf(amount, kind = 'sale' AND status != 'cancelled') AS spend,
        sum(refund) AS refunded
    FROM orders FINAL
    WHERE workspace_id = {workspace:UInt32} /*shops: shop_id*/ AND left_out = ''
      AND ordered_at >= fromUnixTimestamp64Milli({start:Int64})
      AND ordered_at < fromUnixTimestamp64Milli({end:Int64})
    GROUP BY bucket, customer_id
)
GROUP BY bucket
ORDER BY bucket
