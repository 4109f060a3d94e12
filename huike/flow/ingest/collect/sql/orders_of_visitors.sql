SELECT DISTINCT shop_id, order_no
FROM order_events
WHERE workspace_id = {workspace:UInt32} AND origin_id IN {visitors:Array(UInt32)} AND problem = ''
ORDER BY shop_id, order_no
