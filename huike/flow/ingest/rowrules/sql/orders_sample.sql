SELECT order_no, sku, toString(/*field*/) AS value, ordered_at AS at, /*buyer*/ AS customer_id
FROM order_lines FINAL
WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32}
    AND landed_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND (/*test*/)
ORDER BY ordered_at DESC, order_no, line_key
LIMIT 1 BY order_no
LIMIT {most:UInt32}
