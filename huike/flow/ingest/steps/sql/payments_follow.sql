-- Payments that a file told of follow their order: its buyer, and what it has come to by now.
INSERT INTO payments
SELECT p.* REPLACE (
    o.origin_id AS customer_id, o.origin_id AS origin_id, o.amount AS amount,
    o.currency AS currency, o.currency_amount AS currency_amount, now64(3) AS landed_at,
    {batch:UInt64} AS batch_id, {batch:UInt64} AS version
)
FROM (
    SELECT * FROM payments FINAL
    WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32} AND told_by = 'file'
      AND order_no IN (
          SELECT order_no FROM /*lines*/ WHERE order_hash BETWEEN {first:UInt64} AND {last:UInt64}
      )
) AS p
INNER JOIN (
    SELECT order_no, origin_id, amount, currency, currency_amount FROM orders FINAL
    WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32}
      AND order_no IN (
          SELECT order_no FROM /*lines*/ WHERE order_hash BETWEEN {first:UInt64} AND {last:UInt64}
      )
) AS o ON o.order_no = p.order_no
WHERE o.origin_id != p.origin_id OR o.amount != p.amount OR o.currency != p.currency
    OR o.currency_amount != p.currency_amount
SETTINGS insert_deduplicate = 0
