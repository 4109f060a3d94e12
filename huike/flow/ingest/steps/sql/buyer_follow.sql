-- Coupons or parcels that a file told of follow the buyer of their order.
INSERT INTO /*table*/
SELECT c.* REPLACE (
    o.origin_id AS customer_id, o.origin_id AS origin_id, now64(3) AS landed_at,
    {batch:UInt64} AS batch_id, {batch:UInt64} AS version
)
FROM (
    SELECT * FROM /*table*/ FINAL
    WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32} AND told_by = 'file'
      AND order_no IN (
          SELECT order_no FROM /*lines*/ WHERE order_hash BETWEEN {first:UInt64} AND {last:UInt64}
      )
) AS c
INNER JOIN (
    SELECT order_no, origin_id FROM orders FINAL
    WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32}
      AND order_no IN (
          SELECT order_no FROM /*lines*/ WHERE order_hash BETWEEN {first:UInt64} AND {last:UInt64}
      )
) AS o ON o.order_no = c.order_no
WHERE o.origin_id != c.origin_id
SETTINGS insert_deduplicate = 0
