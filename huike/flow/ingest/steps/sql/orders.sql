-- Orders of one bucket as their lines say, where that is something new: a newer version each.
-- A state moves only forward, so that it does not matter which of two files came first.
-- Orders are stored by month: one whose first line was earlier than known is taken out of the old.
INSERT INTO orders (
    workspace_id, shop_id, order_no, customer_id, origin_id, kind, status, ordered_at, amount,
    refund, discount, quantity, line_count, currency, currency_amount, landed_at, batch_id, version,
    is_deleted, left_out
)
WITH
    ['placed', 'paid', 'shipped', 'completed', 'cancelled', 'refunded'] AS states,
    -- A line that came back does not make the whole order one that did.
    if(l.order_kind = 'sale', s.sale_state, s.any_state) AS told,
    states[greatest(told, indexOf(states, known.status), 1)] AS newest,
    known.line_count != 0 AND toYYYYMM(known.ordered_at) != toYYYYMM(l.first_at) AS is_moved
SELECT
    {workspace:UInt32}, {shop:UInt32}, l.order_no, l.buyer, l.buyer, l.order_kind,
    newest, if(is_old, known.ordered_at, l.first_at),
    l.paid, l.refunded, l.discounts, l.pieces, l.line_count,
    s.currency,
    if(s.staged_paid = l.paid, s.staged_foreign,
        toInt64(round(s.staged_foreign / greatest(s.staged_paid, 1) * l.paid))),
    now64(3), {batch:UInt64}, {batch:UInt64}, is_old, known.left_out
FROM (
    SELECT
        order_no,
        minIf(x.origin_id, x.origin_id != 0) AS buyer,
        multiIf(countIf(x.kind = 'sale') > 0, 'sale', countIf(x.kind = 'return') > 0, 'return',
            'adjustment') AS order_kind,
        min(x.ordered_at) AS first_at,
        sumIf(x.amount, x.kind = 'sale') AS paid,
        -sumIf(x.amount, x.kind = 'return') AS refunded,
        sum(x.discount) AS discounts,
        sum(x.quantity) AS pieces,
        count() AS line_count
    FROM order_lines AS x FINAL
    WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32}
      AND order_no IN (
          SELECT order_no FROM /*lines*/ WHERE order_hash BETWEEN {first:UInt64} AND {last:UInt64}
      )
    GROUP BY order_no
) AS l
INNER JOIN (
    SELECT
        order_no,
        maxIf(indexOf(states, y.status), y.kind = 'sale') AS sale_state,
        max(indexOf(states, y.status)) AS any_state,
        argMax(y.currency, y.row) AS currency,
        sumIf(y.amount, y.kind = 'sale') AS staged_paid,
        sumIf(y.currency_amount, y.kind = 'sale') AS staged_foreign
    FROM /*lines*/ AS y
    WHERE order_hash BETWEEN {first:UInt64} AND {last:UInt64}
    GROUP BY order_no
) AS s ON s.order_no = l.order_no
LEFT JOIN (
    SELECT order_no, origin_id, status, line_count, ordered_at, left_out
    FROM orders FINAL
    WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32}
      AND order_no IN (
          SELECT order_no FROM /*lines*/ WHERE order_hash BETWEEN {first:UInt64} AND {last:UInt64}
      )
) AS known ON known.order_no = l.order_no
ARRAY JOIN if(is_moved, [1, 0], [0])::Array(UInt8) AS is_old
WHERE is_moved OR known.line_count != l.line_count OR known.origin_id != l.buyer
    OR known.status != newest
SETTINGS insert_deduplicate = 0
