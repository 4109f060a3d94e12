SELECT
    at, concat('message_', kind) AS kind, toString(message_id) AS ref, toUInt32(0) AS shop_id,
    map('channel', toString(channel), 'source', toString(source), 'source_id', toString(source_id),
        'reason', toString(reason), 'link', link) AS details
FROM messages
WHERE workspace_id = {ws:UInt32} AND customer_id IN {customers:Array(UInt32)}
