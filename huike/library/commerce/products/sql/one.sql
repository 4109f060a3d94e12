-- One product, and who bought it how often; returns are lines of their own.
SELECT
    p.title, p.category, p.department, p.brand, p.price, p.attributes, p.unit, p.unit_written, p.written,
    l.pieces, l.revenue, l.orders, l.buyers, l.returned, l.first_at, l.last_at,
    r.reviews, r.all_stars
FROM (
    SELECT title, /*own*/category AS category, products.category AS written, department, brand, price, attributes, unit, unit_written
    FROM products FINAL
    WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32} AND sku = {sku:String}
) AS p
CROSS JOIN (
    SELECT
        sumIf(quantity, kind = 'sale') AS pieces, sumIf(amount, kind = 'sale') AS revenue,
        uniqExactIf(order_no, kind = 'sale') AS orders,
        uniqExactIf(customer_id, kind = 'sale' AND customer_id > 0) AS buyers,
        sumIf(abs(quantity), kind = 'return') AS returned,
        toUnixTimestamp64Milli(minIf(ordered_at, kind = 'sale')) AS first_at,
        toUnixTimestamp64Milli(maxIf(ordered_at, kind = 'sale')) AS last_at
    FROM order_lines FINAL
    WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32} AND sku = {sku:String}
      AND (shop_id, order_no) NOT IN (/*not_counted*/)
) AS l
CROSS JOIN (
    SELECT countIf(stars > 0) AS reviews, sumIf(stars, stars > 0) AS all_stars
    FROM reviews FINAL
    WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32} AND sku = {sku:String}
) AS r
