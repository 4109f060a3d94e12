SELECT shop_id, toYear(ordered_at) AS year
FROM orders
WHERE workspace_id = {workspace:UInt32}
GROUP BY shop_id, year
ORDER BY shop_id, year
