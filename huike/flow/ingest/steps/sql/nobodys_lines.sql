SELECT uniqExact(line_key)
FROM order_lines
WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32} AND batch_id = {batch:UInt64}
    AND customer_id = 0
