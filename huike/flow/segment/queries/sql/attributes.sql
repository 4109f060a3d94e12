SELECT DISTINCT arrayJoin(mapKeys(attributes)) AS name
FROM customers FINAL
WHERE workspace_id = {workspace_id:UInt32}
  AND ({has_scope:UInt8} = 0 OR hasAny(shop_ids, {shop_ids:Array(UInt32)}))
ORDER BY name
LIMIT 200
