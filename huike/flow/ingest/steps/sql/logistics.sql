-- Where the parcels of the orders of one bucket have been, as far as a column says when, or that.
INSERT INTO logistics (
    workspace_id, shop_id, order_no, move_key, customer_id, origin_id, told_by, step, at, is_exact,
    carrier, parcel, tail, landed_at, batch_id, version, is_deleted
)
SELECT
    {workspace:UInt32}, {shop:UInt32}, s.order_no,
    cityHash64('file', {shop:UInt32}, s.order_no, s.parcel, s.step) AS key,
    o.origin_id, o.origin_id, 'file', s.step,
    ifNull(s.at, o.ordered_at) AS told_at, toUInt8(s.at IS NOT NULL) AS told_exact,
    s.carrier, s.parcel, s.tail, now64(3), {batch:UInt64}, {batch:UInt64}, 0
FROM (
    SELECT order_no, parcel, max(p.tail) AS tail, max(p.carrier) AS carrier,
        said.1 AS step, min(said.2) AS at
    FROM /*paying*/ AS p
    ARRAY JOIN [('shipped', shipped_at), ('signed', signed_at)] AS said
    WHERE order_hash BETWEEN {first:UInt64} AND {last:UInt64}
      AND (said.2 IS NOT NULL OR (said.1 = 'shipped' AND (parcel != '' OR p.carrier != '')))
    GROUP BY order_no, parcel, step
) AS s
INNER JOIN (
    SELECT order_no, origin_id, ordered_at, status FROM orders FINAL
    WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32} AND kind = 'sale'
      AND order_no IN (
          SELECT order_no FROM /*paying*/ WHERE order_hash BETWEEN {first:UInt64} AND {last:UInt64}
      )
) AS o ON o.order_no = s.order_no
LEFT JOIN (
    SELECT * FROM logistics FINAL
    WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32} AND told_by = 'file'
      AND order_no IN (
          SELECT order_no FROM /*paying*/ WHERE order_hash BETWEEN {first:UInt64} AND {last:UInt64}
      )
) AS known ON known.order_no = s.order_no AND known.parcel = s.parcel AND known.step = s.step
-- A carrier may be named before anything is sent; a time that was told is not taken back.
WHERE (s.at IS NOT NULL OR o.status IN ('shipped', 'completed', 'refunded'))
  AND (known.move_key = 0 OR (told_exact >= known.is_exact
      AND (known.at != told_at OR known.is_exact != told_exact OR known.carrier != s.carrier)))
SETTINGS insert_deduplicate = 0
