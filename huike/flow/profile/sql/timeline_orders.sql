SELECT
    ordered_at AS at, toString(kind) AS kind, order_no AS ref, shop_id,
    map('status', toString(status), 'amount', toString(amount), 'refund', toString(refund),
        'quantity', toString(quantity)) AS details
FROM orders FINAL
WHERE workspace_id = {ws:UInt32} AND customer_id = {customer:UInt32}
  AND ({all_shops:UInt8} = 1 OR shop_id IN {shops:Array(UInt32)})
  AND (shop_id, order_no) IN (
      SELECT shop_id, order_no FROM orders
      WHERE workspace_id = {ws:UInt32} AND customer_id = {customer:UInt32}
  )
