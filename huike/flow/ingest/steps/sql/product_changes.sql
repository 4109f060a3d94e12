-- What the file tells of prices, costs and stock that is other than what was told last.
INSERT INTO product_changes (
    workspace_id, shop_id, sku, what, at, amount, pieces, told_by, landed_at, batch_id, version
)
SELECT
    {workspace:UInt32}, {shop:UInt32}, s.sku, s.what,
    fromUnixTimestamp64Milli({at:Int64}, 'UTC') AS moment,
    if(s.what = 'stock', NULL, s.value), if(s.what = 'stock', s.value, NULL),
    'file', now64(3), {batch:UInt64}, {batch:UInt64}
FROM (
    SELECT sku, said.1 AS what, argMax(said.2, row) AS value
    FROM /*products*/
    ARRAY JOIN [('price', price), ('cost', cost), ('stock', stock)] AS said
    WHERE said.2 IS NOT NULL
    GROUP BY sku, what
) AS s
LEFT JOIN (
    SELECT sku, what, argMax(ifNull(amount, pieces), at) AS value
    FROM product_changes FINAL
    WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32}
      AND at <= fromUnixTimestamp64Milli({at:Int64}, 'UTC')
      AND sku IN (SELECT sku FROM /*products*/)
    GROUP BY sku, what
) AS known ON known.sku = s.sku AND known.what = s.what
WHERE isNull(known.value) OR known.value != s.value
SETTINGS insert_deduplicate = 0
