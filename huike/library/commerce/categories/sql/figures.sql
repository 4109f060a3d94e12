-- What each category that counts has and sold since a moment.
SELECT name, sum(products) AS products, sum(orders) AS orders, sum(revenue) AS revenue
FROM (
    SELECT toString(/*counting*/) AS name, count() AS products, 0 AS orders, 0 AS revenue
    FROM products FINAL
    WHERE workspace_id = {workspace:UInt32} AND category != ''
    GROUP BY name
    UNION ALL
    SELECT toString(/*counting*/) AS name, 0 AS products,
        uniqExact(shop_id, order_no) AS orders, sum(amount) AS revenue
    FROM order_lines FINAL
    WHERE workspace_id = {workspace:UInt32} AND kind = 'sale' AND category != ''
      AND ordered_at >= fromUnixTimestamp64Milli({since:Int64})
      AND (shop_id, order_no) NOT IN (/*not_counted*/)
    GROUP BY name
)
GROUP BY name
