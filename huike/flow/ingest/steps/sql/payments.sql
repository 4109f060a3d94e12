-- One payment of an order of one bucket, where a column says how or when it was paid.
INSERT INTO payments (
    workspace_id, shop_id, order_no, payment_key, customer_id, origin_id, told_by, method,
    payment_no, paid_at, is_exact, amount, currency, currency_amount, landed_at, batch_id, version,
    is_deleted
)
SELECT
    {workspace:UInt32}, {shop:UInt32}, o.order_no,
    cityHash64('file', {shop:UInt32}, o.order_no),
    o.origin_id, o.origin_id, 'file', if(s.way != '', s.way, known.method) AS told_method, '',
    multiIf(s.at IS NOT NULL, s.at, known.is_exact = 1, known.paid_at, o.ordered_at) AS told_at,
    toUInt8(s.at IS NOT NULL OR known.is_exact = 1) AS told_exact,
    o.amount, o.currency, o.currency_amount, now64(3), {batch:UInt64}, {batch:UInt64}, 0
FROM (
    SELECT
        p.order_no AS order_no,
        arrayStringConcat(
            arraySort(groupUniqArrayIf(p.payment_method, p.payment_method != '')), ' + '
        ) AS way,
        max(p.paid_at) AS at
    FROM /*paying*/ AS p
    WHERE order_hash BETWEEN {first:UInt64} AND {last:UInt64}
    GROUP BY p.order_no
    HAVING way != '' OR at IS NOT NULL
) AS s
INNER JOIN (
    SELECT * FROM orders FINAL
    WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32}
      AND order_no IN (
          SELECT order_no FROM /*paying*/ WHERE order_hash BETWEEN {first:UInt64} AND {last:UInt64}
      )
      AND kind = 'sale' AND amount > 0 AND status != 'placed'
) AS o ON o.order_no = s.order_no
LEFT JOIN (
    SELECT * FROM payments FINAL
    WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32} AND told_by = 'file'
      AND order_no IN (
          SELECT order_no FROM /*paying*/ WHERE order_hash BETWEEN {first:UInt64} AND {last:UInt64}
      )
) AS known ON known.order_no = s.order_no
-- Of what was cancelled only a time says that it had been paid before.
WHERE (o.status != 'cancelled' OR s.at IS NOT NULL)
  AND (known.payment_key = 0 OR known.method != told_method OR known.paid_at != told_at
      OR known.is_exact != told_exact)
SETTINGS insert_deduplicate = 0
