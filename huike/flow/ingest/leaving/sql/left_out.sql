SELECT left_out, count() AS orders, sumIf(amount, kind = 'sale') AS spend
FROM orders FINAL
WHERE workspace_id = {workspace:UInt32}
  AND ({all_shops:UInt8} = 1 OR shop_id IN {shops:Array(UInt32)})
  AND left_out != ''
GROUP BY left_out
ORDER BY left_out DESC
