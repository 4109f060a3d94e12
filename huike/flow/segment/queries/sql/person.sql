SELECT
    created_at,
    if({has_scope:UInt8} = 0, shop_ids, arrayIntersect(shop_ids, {shop_ids:Array(UInt32)})) AS shop_ids,
    has_email,
    has_phone,
    has_user_id,
    attributes,
    (
        SELECT groupArray(customer_id) FROM overrides FINAL
        WHERE workspace_id = {workspace_id:UInt32} AND survivor_id = {customer_id:UInt32}
    ) AS earlier_ids
FROM customers FINAL
WHERE workspace_id = {workspace_id:UInt32} AND customer_id = {customer_id:UInt32}
  AND ({has_scope:UInt8} = 0 OR hasAny(customers.shop_ids, {shop_ids:Array(UInt32)}))
