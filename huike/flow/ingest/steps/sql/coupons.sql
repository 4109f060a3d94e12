-- Coupons that lines of one bucket name and nobody has named of their orders yet.
INSERT INTO order_coupons (
    workspace_id, shop_id, order_no, coupon, customer_id, origin_id, told_by, used_at, landed_at,
    batch_id, version, is_deleted
)
SELECT
    {workspace:UInt32}, {shop:UInt32}, s.order_no, s.code, o.origin_id, o.origin_id, 'file',
    o.ordered_at, now64(3), {batch:UInt64}, {batch:UInt64}, 0
FROM (
    SELECT DISTINCT p.order_no AS order_no, arrayJoin(p.coupons) AS code
    FROM /*paying*/ AS p
    WHERE order_hash BETWEEN {first:UInt64} AND {last:UInt64}
) AS s
INNER JOIN (
    SELECT order_no, origin_id, ordered_at FROM orders FINAL
    WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32}
      AND order_no IN (
          SELECT order_no FROM /*paying*/ WHERE order_hash BETWEEN {first:UInt64} AND {last:UInt64}
      )
) AS o ON o.order_no = s.order_no
LEFT ANTI JOIN (
    SELECT order_no, coupon FROM order_coupons FINAL
    WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32} AND told_by = 'file'
      AND order_no IN (
          SELECT order_no FROM /*paying*/ WHERE order_hash BETWEEN {first:UInt64} AND {last:UInt64}
      )
) AS known ON known.order_no = s.order_no AND known.coupon = s.code
SETTINGS insert_deduplicate = 0
