-- Coupons used with orders that count.
SELECT customer_id, toUInt32(count()) AS coupons_used
FROM /* source */
WHERE workspace_id = {ws:UInt32} AND customer_id > 0
  AND ({all_shops:UInt8} = 1 OR shop_id IN {shops:Array(UInt32)})
  AND (shop_id, order_no) NOT IN (
      SELECT shop_id, order_no FROM orders FINAL
      WHERE workspace_id = {ws:UInt32} AND (status = 'cancelled' OR left_out != '')
  )
GROUP BY customer_id
