-- Of the customers whose first order fell into a month: how many ordered in each month since.
SELECT
    first_month,
    dateDiff('month', first_month, month) AS months_since,
    count() AS people,
    sum(spend) AS revenue
FROM (
    SELECT
        customer_id,
        month,
        spend,
        min(month) OVER (PARTITION BY customer_id) AS first_month
    FROM (
        SELECT
            customer_id,
            toStartOfMonth(toDate(ordered_at, {zone:String})) AS month,
            sum(amount) AS spend
        FROM orders FINAL
        WHERE workspace_id = {workspace:UInt32} /*shops: shop_id*/ AND left_out = ''
          AND customer_id != 0 AND kind = 'sale' AND status != 'cancelled'
          AND ordered_at < fromUnixTimestamp64Milli({end:Int64})
        GROUP BY customer_id, month
    )
)
WHERE first_month >= {since:Date}
GROUP BY first_month, months_since
ORDER BY first_month, months_since
