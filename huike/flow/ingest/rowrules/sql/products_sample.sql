SELECT '' AS order_no, sku, ifNull(toString(/*field*/), '') AS value, NULL AS at, 0 AS customer_id
FROM products FINAL
WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32} AND (/*test*/)
ORDER BY sku
LIMIT {most:UInt32}
