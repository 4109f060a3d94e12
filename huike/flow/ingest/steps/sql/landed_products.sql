SELECT uniqExact(sku)
FROM products
WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32} AND version = {batch:UInt64}
