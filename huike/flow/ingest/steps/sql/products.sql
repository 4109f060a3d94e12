-- Products that are new, or other than they were. An empty cell says nothing: a file of prices
-- takes no title and no category away.
INSERT INTO products (
    workspace_id, shop_id, sku, product_id, title, category, department, brand, price, attributes,
    version, is_deleted, unit, unit_written
)
SELECT
    {workspace:UInt32}, {shop:UInt32}, sku,
    cityHash64({workspace:UInt32}, {shop:UInt32}, sku),
    next.1, next.2, next.3, next.4, next.5, next.6, {batch:UInt64}, 0, next.7.1, next.7.2
FROM (
    SELECT
        s.sku AS sku,
        known.is_there AS is_there,
        known.now AS before,
        (
            if(s.last.1 = '', known.now.1, s.last.1), if(s.last.2 = '', known.now.2, s.last.2),
            if(s.last.3 = '', known.now.3, s.last.3), if(s.last.4 = '', known.now.4, s.last.4),
            ifNull(s.last.5, known.now.5), mapUpdate(known.now.6, s.last.6),
            if(s.last.7.1 = '', known.now.7, s.last.7)
        ) AS next
    FROM (
        SELECT
            sku,
            argMax(
                (title, category, department, brand, price, attributes, (unit, unit_written)), row
            ) AS last
        FROM /*products*/
        GROUP BY sku
    ) AS s
    LEFT JOIN (
        SELECT
            sku,
            1 AS is_there,
            (title, category, department, brand, price, attributes, (unit, unit_written)) AS now
        FROM products FINAL
        WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32}
    ) AS known ON known.sku = s.sku
)
WHERE is_there = 0 OR toString(before) != toString(next)
SETTINGS insert_deduplicate = 0
