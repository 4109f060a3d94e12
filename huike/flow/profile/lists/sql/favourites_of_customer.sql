SELECT f.shop_id AS shop_id, f.sku AS sku, p.title AS title, p.price AS price, f.marked_at AS at
FROM (
    SELECT shop_id, sku, argMax(favourites.at, version) AS marked_at
    FROM favourites FINAL
    WHERE workspace_id = {ws:UInt32} AND customer_id IN {numbers:Array(UInt32)}
      AND ({all_shops:UInt8} = 1 OR shop_id IN {shops:Array(UInt32)})
    GROUP BY shop_id, sku
    HAVING argMax(is_favourite, version) = 1
) AS f
LEFT JOIN (
    SELECT shop_id, sku, title, price FROM products FINAL
    WHERE workspace_id = {ws:UInt32} AND (shop_id, sku) IN (
        SELECT shop_id, sku FROM favourites
        WHERE workspace_id = {ws:UInt32} AND customer_id IN {numbers:Array(UInt32)}
    )
) AS p ON p.shop_id = f.shop_id AND p.sku = f.sku
ORDER BY at DESC, shop_id, sku
LIMIT {most:UInt32}
