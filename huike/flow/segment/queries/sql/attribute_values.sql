SELECT attributes[{name:String}] AS value, value AS label, count() AS customers
FROM customers FINAL
WHERE workspace_id = {workspace_id:UInt32}
  AND ({has_scope:UInt8} = 0 OR hasAny(shop_ids, {shop_ids:Array(UInt32)}))
  AND value != '' AND position(lower(value), lower({q:String})) > 0
GROUP BY value
ORDER BY customers DESC, value
LIMIT 50
