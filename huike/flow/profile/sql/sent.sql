-- How long parcels took from payment on: of orders of which both times are known, each order once.
SELECT
    customer_id,
    toFloat32(avgOrNull(if(shipped >= paid, dateDiff('second', paid, shipped) / 86400, NULL))) AS days_to_ship,
    toFloat32(avgOrNull(if(received >= paid, dateDiff('second', paid, received) / 86400, NULL))) AS days_to_sign,
    max(signed) AS last_signed_at
FROM (
    SELECT
        customer_id, shop_id, order_no,
        minOrNullIf(at, step = 'shipped' AND is_exact = 1) AS shipped,
        maxOrNullIf(at, step = 'signed' AND is_exact = 1) AS received,
        maxOrNullIf(at, step = 'signed') AS signed
    FROM /* source */
    WHERE workspace_id = {ws:UInt32} AND customer_id > 0
      AND ({all_shops:UInt8} = 1 OR shop_id IN {shops:Array(UInt32)})
      AND (shop_id, order_no) NOT IN (
          SELECT shop_id, order_no FROM orders FINAL
          WHERE workspace_id = {ws:UInt32} AND left_out != ''
      )
    GROUP BY customer_id, shop_id, order_no
) AS parcels
LEFT JOIN (
    SELECT shop_id, order_no, minOrNull(paid_at) AS paid
    FROM payments FINAL
    WHERE workspace_id = {ws:UInt32} AND is_exact = 1
      AND (shop_id, order_no) IN (
          SELECT shop_id, order_no FROM /* source */ WHERE workspace_id = {ws:UInt32}
      )
    GROUP BY shop_id, order_no
) AS payments ON payments.shop_id = parcels.shop_id AND payments.order_no = parcels.order_no
GROUP BY customer_id
