SELECT DISTINCT customer_id FROM events
WHERE workspace_id = {workspace:UInt32} AND event = {event:String} AND shop_id = {shop:UInt32}
  AND batch_id = {batch:UInt64} AND customer_id != 0
ORDER BY customer_id
