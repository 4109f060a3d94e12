SELECT event AS value, event AS label, count() AS events
FROM events
WHERE workspace_id = {workspace_id:UInt32}
  AND ({has_scope:UInt8} = 0 OR shop_id IN {shop_ids:Array(UInt32)})
  AND position(lower(event), lower({q:String})) > 0
GROUP BY event
ORDER BY events DESC, value
LIMIT 200
