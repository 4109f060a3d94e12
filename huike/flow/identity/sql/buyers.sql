SELECT DISTINCT customer_id
FROM orders FINAL
WHERE workspace_id = {workspace:UInt32}
  AND shop_id IN {shops:Array(UInt32)}
  AND customer_id IN (SELECT id FROM ids_table)
