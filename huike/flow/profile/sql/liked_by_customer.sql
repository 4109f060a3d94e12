WITH
    mine AS (
        SELECT DISTINCT shop_id, order_no FROM order_lines
        WHERE workspace_id = {ws:UInt32} AND customer_id = {customer:UInt32}
    )
SELECT toString(/*own*/category) AS category, sum(amount) AS bought
FROM order_lines FINAL
WHERE workspace_id = {ws:UInt32} AND customer_id = {customer:UInt32}
  AND shop_id IN {shops:Array(UInt32)} AND kind = 'sale' AND category != ''
  AND (shop_id, order_no) IN (SELECT shop_id, order_no FROM mine)
  AND (shop_id, order_no) NOT IN (
      SELECT shop_id, order_no FROM orders FINAL
      WHERE workspace_id = {ws:UInt32} AND (status = 'cancelled' OR left_out != '')
        AND (shop_id, order_no) IN (SELECT shop_id, order_no FROM mine)
  )
GROUP BY category
ORDER BY -bought, category
LIMIT 3
