-- Orders of one bucket of which events have told as well.
SELECT DISTINCT order_no
FROM order_events
WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32}
  AND order_no IN (
      SELECT order_no FROM /*lines*/ WHERE order_hash BETWEEN {first:UInt64} AND {last:UInt64}
  )
ORDER BY order_no
