-- Orders that a figure of a period counts: all sales, or with `net` also whatever gave money back.
SELECT
    shop_id, order_no, customer_id, kind, status, ordered_at, amount, refund,
    if(kind = 'sale' AND status != 'cancelled', amount, 0) - if({net:UInt8} = 1, refund, 0)
        AS value
FROM orders FINAL
WHERE workspace_id = {workspace:UInt32} /*shops: shop_id*/ AND left_out = ''
  AND ordered_at >= fromUnixTimestamp64Milli({start:Int64})
  AND ordered_at < fromUnixTimestamp64Milli({end:Int64})
  AND ((kind = 'sale' AND status != 'cancelled') OR ({net:UInt8} = 1 AND refund != 0))
