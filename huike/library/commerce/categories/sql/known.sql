-- Which of these categories are written anywhere.
SELECT shop_id, category
FROM products
WHERE workspace_id = {workspace:UInt32} AND category IN {names:Array(String)}
GROUP BY shop_id, category
UNION DISTINCT
SELECT shop_id, category
FROM order_lines
WHERE workspace_id = {workspace:UInt32} AND category IN {names:Array(String)}
GROUP BY shop_id, category
