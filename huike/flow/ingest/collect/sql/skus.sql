-- The number of each product, and what is known of it.
SELECT s.sku AS sku, cityHash64({workspace:UInt32}, {shop:UInt32}, s.sku) AS product_id,
    toString(p.category) AS category, p.is_there AS is_there,
    toString(p.unit) AS unit, toString(p.unit_written) AS unit_written
FROM (SELECT arrayJoin({skus:Array(String)}) AS sku) AS s
LEFT JOIN (
    SELECT sku, category, 1 AS is_there, unit, unit_written
    FROM products FINAL
    WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32}
      AND sku IN {skus:Array(String)}
) AS p ON p.sku = s.sku
