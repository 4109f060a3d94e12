SELECT sku
FROM products FINAL
WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32}
