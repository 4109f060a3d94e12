SELECT
    occurred_at AS at, 'event' AS kind, toString(event) AS ref, shop_id,
    map('props', toString(props), 'message_id', message_id) AS details
FROM events
-- A review stands among the reviews, with what it says; others have a filter of their own.
WHERE event NOT IN (
    'Product Reviewed', 'Service Contacted', 'Store Visited', 'Order Shipped', 'Order In Transit',
    'Order Out for Delivery', 'Order Delivered', 'Order Sent Back'
) AND workspace_id = {ws:UInt32} AND customer_id IN {customers:Array(UInt32)}
  AND ({all_shops:UInt8} = 1 OR shop_id IN {shops:Array(UInt32)})
