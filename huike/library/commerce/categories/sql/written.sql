-- Categories as shops and files write them: products of each, and what they sold since a moment.
SELECT
    shop_id, written, sum(products) AS products, sum(orders) AS orders, sum(revenue) AS revenue
FROM (
    SELECT shop_id, category AS written, count() AS products, 0 AS orders, 0 AS revenue
    FROM products FINAL
    WHERE workspace_id = {workspace:UInt32}
      AND ({has_scope:UInt8} = 0 OR shop_id IN {shop_ids:Array(UInt32)}) AND category != ''
    GROUP BY shop_id, written
    UNION ALL
    SELECT shop_id, category AS written, 0 AS products, uniqExact(order_no) AS orders,
        sum(amount) AS revenue
    FROM order_lines FINAL
    WHERE workspace_id = {workspace:UInt32} AND kind = 'sale'
      AND ({has_scope:UInt8} = 0 OR shop_id IN {shop_ids:Array(UInt32)}) AND category != ''
      AND ordered_at >= fromUnixTimestamp64Milli({since:Int64})
      AND (shop_id, order_no) NOT IN (/*not_counted*/)
    GROUP BY shop_id, written
)
GROUP BY shop_id, written
ORDER BY revenue DESC, products DESC, written, shop_id
LIMIT 10000
