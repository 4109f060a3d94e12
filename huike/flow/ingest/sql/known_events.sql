SELECT message_id
FROM events
WHERE workspace_id = {workspace:UInt32}
  AND event IN {names:Array(String)}
  AND shop_id = {shop:UInt32}
  AND occurred_at BETWEEN {first:DateTime64(3, 'UTC')} AND {last:DateTime64(3, 'UTC')}
