-- Products that are new, or other than they were.
INSERT INTO products (
    workspace_id, shop_id, sku, product_id, title, category, department, brand, price, attributes,
    version, is_deleted
)
SELECT
    {workspace:UInt32}, {shop:UInt32}, s.sku,
    cityHash64({workspace:UInt32}, {shop:UInt32}, s.sku),
    s.last.1, s.last.2, s.last.3, s.last.4, s.last.5, s.last.6, {batch:UInt64}, 0
FROM (
    SELECT
        sku,
        argMax((title, category, department, brand, price, attributes), row) AS last
    FROM /*products*/
    GROUP BY sku
) AS s
LEFT JOIN (
    SELECT
        sku,
        1 AS is_there,
        (title, category, department, brand, price, attributes) AS now
    FROM products FINAL
    WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32}
) AS known ON known.sku = s.sku
WHERE known.is_there = 0 OR toString(known.now) != toString(s.last)
SETTINGS insert_deduplicate = 0
