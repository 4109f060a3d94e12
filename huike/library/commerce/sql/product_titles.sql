SELECT sku, argMax(title, version) AS newest
FROM products FINAL
WHERE workspace_id = {workspace_id:UInt32}
  AND sku IN {skus:Array(String)}
  AND ({has_scope:UInt8} = 0 OR shop_id IN {shop_ids:Array(UInt32)})
  AND title != ''
GROUP BY sku
