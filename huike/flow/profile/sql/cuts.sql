SELECT
    count() AS buyers,
    quantilesExactLow(0.2, 0.4, 0.6, 0.8)(dateDiff('second', last_order_at, {now:DateTime64(3, 'UTC')}) / 86400) AS recency_days,
    quantilesExactLow(0.2, 0.4, 0.6, 0.8)(toFloat64(orders)) AS frequency,
    quantilesExactLow(0.2, 0.4, 0.6, 0.8)(toFloat64(net)) AS monetary
FROM (/* counted */)
WHERE orders > 0
