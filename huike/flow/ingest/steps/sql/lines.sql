-- Lines of one bucket that are not there yet, or are there without their buyer.
-- Equal lines of an order are numbered; the number is part of the key, so two of them are two
-- lines, and the same file again has the same keys. A line keeps its month, by which it is stored.
INSERT INTO order_lines (
    workspace_id, shop_id, order_no, line_key, sku, product_id, category, customer_id, origin_id,
    kind, ordered_at, quantity, unit_price, amount, discount, landed_at, batch_id, version,
    is_deleted
)
WITH if(s.customer_id != 0, s.customer_id, o.named) AS buyer
SELECT
    {workspace:UInt32}, {shop:UInt32}, s.order_no, s.line_key, s.sku,
    cityHash64({workspace:UInt32}, {shop:UInt32}, s.sku),
    p.category, buyer, buyer,
    s.kind, if(known.line_key != 0, known.ordered_at, s.ordered_at),
    s.quantity, s.unit_price, s.amount, s.discount,
    now64(3), {batch:UInt64}, {batch:UInt64}, 0
FROM (
    SELECT
        *,
        row_number() OVER (PARTITION BY order_hash, order_no, content ORDER BY row) AS ordinal,
        cityHash64({shop:UInt32}, order_no, content, ordinal) AS line_key
    FROM (
        SELECT *, order_hash, content FROM /*lines*/
        WHERE order_hash BETWEEN {first:UInt64} AND {last:UInt64}
    )
) AS s
-- Exports often name the buyer on one line of an order only.
LEFT JOIN (
    SELECT order_no, minIf(customer_id, customer_id != 0) AS named
    FROM /*lines*/
    WHERE order_hash BETWEEN {first:UInt64} AND {last:UInt64}
    GROUP BY order_hash, order_no
    HAVING min(customer_id) = 0 AND named != 0
) AS o ON o.order_no = s.order_no
LEFT JOIN (
    SELECT line_key, customer_id, ordered_at
    FROM order_lines FINAL
    WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32}
      AND order_no IN (
          SELECT order_no FROM /*lines*/ WHERE order_hash BETWEEN {first:UInt64} AND {last:UInt64}
      )
) AS known ON known.line_key = s.line_key
LEFT JOIN (
    SELECT sku, category
    FROM products FINAL
    WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32} AND category != ''
      AND sku IN (
          SELECT sku FROM /*lines*/ WHERE order_hash BETWEEN {first:UInt64} AND {last:UInt64}
      )
) AS p ON p.sku = s.sku
WHERE known.line_key = 0 OR (known.customer_id = 0 AND buyer != 0)
SETTINGS insert_deduplicate = 0
