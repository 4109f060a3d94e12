-- What was sold in the period and in the one before: one row each, `is_now` 1 and 0.
SELECT
    is_now,
    sum(spend) AS revenue,
    sum(spend) - sum(refunded) AS net_revenue,
    sum(bought) AS orders,
    countIf(customer_id != 0 AND bought >= 1) AS buyers,
    countIf(customer_id != 0 AND bought >= 2) AS repeat_buyers
FROM (
    SELECT
        ordered_at >= fromUnixTimestamp64Milli({start:Int64}) AS is_now,
        customer_id,
        countIf(kind = 'sale' AND status != 'cancelled') AS bought,
        sumIf(amount, kind = 'sale' AND status != 'cancelled') AS spend,
        sum(refund) AS refunded
    FROM orders FINAL
    WHERE workspace_id = {workspace:UInt32} /*shops: shop_id*/ AND left_out = ''
      AND ((ordered_at >= fromUnixTimestamp64Milli({start:Int64})
            AND ordered_at < fromUnixTimestamp64Milli({end:Int64}))
        OR (ordered_at >= fromUnixTimestamp64Milli({start_before:Int64})
            AND ordered_at < fromUnixTimestamp64Milli({end_before:Int64})))
    GROUP BY is_now, customer_id
)
GROUP BY is_now
