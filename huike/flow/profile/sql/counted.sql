SELECT
    customer_id,
    toUInt32(countIf(kind = 'sale' AND status != 'cancelled')) AS orders,
    sumIf(amount, kind = 'sale' AND status != 'cancelled') AS spend,
    sum(refund) AS refunds,
    spend - refunds AS net,
    minOrNullIf(ordered_at, kind = 'sale' AND status != 'cancelled') AS first_order_at,
    maxOrNullIf(ordered_at, kind = 'sale' AND status != 'cancelled') AS last_order_at,
    groupArraySortedIf(2)(-toUnixTimestamp64Milli(ordered_at), kind = 'sale' AND status != 'cancelled') AS newest
FROM orders FINAL
WHERE workspace_id = {ws:UInt32} AND left_out = '' AND customer_id > 0
  AND ({all_shops:UInt8} = 1 OR shop_id IN {shops:Array(UInt32)})
GROUP BY customer_id
