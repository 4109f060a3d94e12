-- What order lines say of products that no catalogue has named yet.
INSERT INTO products (workspace_id, shop_id, sku, product_id, title, category, version, is_deleted)
SELECT
    {workspace:UInt32}, {shop:UInt32}, s.sku,
    cityHash64({workspace:UInt32}, {shop:UInt32}, s.sku),
    s.title, s.category, {batch:UInt64}, 0
FROM (
    SELECT
        sku,
        argMaxIf(title, row, title != '') AS title,
        argMaxIf(category, row, category != '') AS category
    FROM /*products*/
    GROUP BY sku
) AS s
LEFT ANTI JOIN (
    SELECT sku FROM products FINAL
    WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32}
      AND sku IN (SELECT sku FROM /*products*/)
) AS known ON known.sku = s.sku
SETTINGS insert_deduplicate = 0
