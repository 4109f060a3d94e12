-- Every price and stock that was told of these skus.
SELECT sku, toString(what), at, ifNull(amount, pieces)
FROM product_changes FINAL
WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32} AND sku IN {skus:Array(String)}
