SELECT /*own*/category AS category, count() AS products
FROM products FINAL
WHERE workspace_id = {workspace_id:UInt32}
  AND ({has_scope:UInt8} = 0 OR shop_id IN {shop_ids:Array(UInt32)})
  AND category != ''
GROUP BY category
ORDER BY products DESC, category
LIMIT 2000
