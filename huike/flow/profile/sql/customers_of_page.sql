SELECT customer_id, created_at, shop_ids, has_email, has_phone, attributes
FROM customers FINAL
WHERE workspace_id = {ws:UInt32} AND customer_id IN {ids:Array(UInt32)}
