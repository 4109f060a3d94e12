SELECT sku AS value, argMax(title, version) AS label, count() AS shops
FROM products FINAL
WHERE workspace_id = {workspace_id:UInt32}
  AND ({has_scope:UInt8} = 0 OR shop_id IN {shop_ids:Array(UInt32)})
  AND (startsWith(lower(sku), lower({q:String})) OR position(lower(title), lower({q:String})) > 0)
GROUP BY sku
ORDER BY lower(sku) = lower({q:String}) DESC, label, value
LIMIT 50
