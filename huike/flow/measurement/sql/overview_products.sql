-- The products that sold most in the period; lines of cancelled orders do not count.
SELECT
    l.shop_id AS shop_id,
    l.sku AS sku,
    p.title AS title,
    l.category AS category,
    l.revenue AS revenue,
    l.pieces AS pieces,
    l.orders AS orders
FROM (
    SELECT
        shop_id,
        sku,
        any(/*own*/category) AS category,
        sum(amount) AS revenue,
        sum(quantity) AS pieces,
        uniqExact(order_no) AS orders
    FROM order_lines FINAL
    WHERE workspace_id = {workspace:UInt32} /*shops: shop_id*/
      AND kind = 'sale'
      AND ordered_at >= fromUnixTimestamp64Milli({start:Int64})
      AND ordered_at < fromUnixTimestamp64Milli({end:Int64})
      AND (shop_id, order_no) NOT IN (
          SELECT shop_id, order_no
          FROM orders FINAL
          WHERE workspace_id = {workspace:UInt32} AND (status = 'cancelled' OR left_out != '')
            AND ordered_at >= fromUnixTimestamp64Milli({start:Int64})
            AND ordered_at < fromUnixTimestamp64Milli({end:Int64})
      )
    GROUP BY shop_id, sku
    ORDER BY revenue DESC, shop_id, sku
    LIMIT {most:UInt32}
) AS l
LEFT ANY JOIN (
    SELECT shop_id, sku, title FROM products FINAL WHERE workspace_id = {workspace:UInt32}
) AS p ON p.shop_id = l.shop_id AND p.sku = l.sku
ORDER BY revenue DESC, shop_id, sku
