-- Lines carry the category of their product; of these products, the lines that say another.
INSERT INTO order_lines
SELECT l.* REPLACE (p.category AS category, {batch:UInt64} AS batch_id, {batch:UInt64} AS version)
FROM order_lines AS l FINAL
INNER JOIN (
    SELECT sku, category
    FROM products FINAL
    WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32}
      AND sku IN {skus:Array(String)} AND category != ''
) AS p ON p.sku = l.sku
WHERE l.workspace_id = {workspace:UInt32} AND l.shop_id = {shop:UInt32}
  AND l.sku IN {skus:Array(String)} AND l.category != p.category
SETTINGS insert_deduplicate = 0
