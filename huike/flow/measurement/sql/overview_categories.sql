-- The categories that sold most in the period; lines of cancelled orders do not count.
SELECT
    /*own*/category AS category,
    sum(amount) AS revenue,
    sum(quantity) AS pieces,
    uniqExact(shop_id, order_no) AS orders
FROM order_lines FINAL
WHERE workspace_id = {workspace:UInt32} /*shops: shop_id*/
  AND kind = 'sale'
  AND ordered_at >= fromUnixTimestamp64Milli({start:Int64})
  AND ordered_at < fromUnixTimestamp64Milli({end:Int64})
  AND (shop_id, order_no) NOT IN (
      SELECT shop_id, order_no
      FROM orders FINAL
      WHERE workspace_id = {workspace:UInt32} AND (status = 'cancelled' OR left_out != '')
        AND ordered_at >= fromUnixTimestamp64Milli({start:Int64})
        AND ordered_at < fromUnixTimestamp64Milli({end:Int64})
  )
GROUP BY category
ORDER BY revenue DESC, category
LIMIT {most:UInt32}
