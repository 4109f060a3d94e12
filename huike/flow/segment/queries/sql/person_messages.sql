SELECT message_id, kind AS did, channel, at
FROM messages
WHERE workspace_id = {workspace_id:UInt32} AND customer_id IN {ids:Array(UInt32)}
ORDER BY at, message_id, did
LIMIT {most:UInt32}
