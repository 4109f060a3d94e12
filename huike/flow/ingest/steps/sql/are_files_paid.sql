SELECT
    (SELECT count() FROM (
        SELECT 1 FROM payments
        WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32} AND told_by = 'file'
        LIMIT 1
    ))
    + (SELECT count() FROM (
        SELECT 1 FROM order_coupons
        WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32} AND told_by = 'file'
        LIMIT 1
    ))
    + (SELECT count() FROM (
        SELECT 1 FROM logistics
        WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32} AND told_by = 'file'
        LIMIT 1
    ))
