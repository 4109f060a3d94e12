SELECT
    at, concat('parcel_', step) AS kind, order_no AS ref, shop_id,
    map('carrier', toString(carrier), 'tail', tail, 'is_exact', toString(is_exact)) AS details
FROM logistics FINAL
WHERE workspace_id = {ws:UInt32} AND customer_id IN {customers:Array(UInt32)}
  AND ({all_shops:UInt8} = 1 OR shop_id IN {shops:Array(UInt32)})
