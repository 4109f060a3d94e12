-- The newest changes of a product's price, cost and stock, each with who told it.
SELECT what, toUnixTimestamp64Milli(at) AS moment, ifNull(amount, pieces) AS value, told_by
FROM product_changes FINAL
WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32} AND sku = {sku:String}
ORDER BY moment DESC, what
LIMIT {most:UInt32}
