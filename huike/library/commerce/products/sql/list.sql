-- Products with what was told of them last, and what they sold since a moment.
SELECT *
FROM (
    SELECT
        p.shop_id AS shop_id, p.sku AS sku, p.title AS title, p.category AS category,
        p.brand AS brand,
        ifNull(c.price, p.price) AS price, c.cost AS cost, c.stock AS stock,
        l.pieces AS pieces, l.revenue AS revenue, l.orders AS orders,
        p.unit AS unit,
        /*key*/ AS sort_key,
        count() OVER () AS total
    FROM (
        SELECT shop_id, sku, title, /*own*/category AS category, brand, price, unit
        FROM products FINAL
        WHERE workspace_id = {workspace:UInt32}
          AND ({has_scope:UInt8} = 0 OR shop_id IN {shop_ids:Array(UInt32)})
          AND ({q:String} = '' OR positionCaseInsensitiveUTF8(title, {q:String}) > 0
               OR startsWith(lowerUTF8(sku), lowerUTF8({q:String})))
          AND (empty({categories:Array(String)}) OR category IN {categories:Array(String)}
               OR products.category IN {written:Array(String)})
          AND ({only_unknown_units:UInt8} = 0 OR (unit != '' AND unit NOT IN {units:Array(String)}))
    ) AS p
    LEFT ANY JOIN (
        SELECT
            shop_id, sku,
            argMaxIf(amount, at, what = 'price') AS price,
            argMaxIf(amount, at, what = 'cost') AS cost,
            argMaxIf(pieces, at, what = 'stock') AS stock
        FROM product_changes FINAL
        WHERE workspace_id = {workspace:UInt32}
        GROUP BY shop_id, sku
    ) AS c ON c.shop_id = p.shop_id AND c.sku = p.sku
    LEFT ANY JOIN (
        SELECT shop_id, sku, sum(quantity) AS pieces, sum(amount) AS revenue,
            uniqExact(order_no) AS orders
        FROM order_lines FINAL
        WHERE workspace_id = {workspace:UInt32} AND kind = 'sale'
          AND ordered_at >= fromUnixTimestamp64Milli({since:Int64})
          AND (shop_id, order_no) NOT IN (
              SELECT shop_id, order_no
              FROM orders FINAL
              WHERE workspace_id = {workspace:UInt32}
                AND ordered_at >= fromUnixTimestamp64Milli({since:Int64})
                AND (status = 'cancelled' OR left_out != '')
          )
        GROUP BY shop_id, sku
    ) AS l ON l.shop_id = p.shop_id AND l.sku = p.sku
    WHERE {is_low:UInt8} = 0 OR c.stock <= {low:Int64}
)
WHERE {is_first:UInt8} = 1
   OR (sort_key, shop_id, sku) /*past*/ ({after:/*kind*/}, {after_shop:UInt32}, {after_sku:String})
ORDER BY sort_key /*way*/, shop_id /*way*/, sku /*way*/
LIMIT {most:UInt32}
