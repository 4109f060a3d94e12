SELECT
    ifNull(r.written_at, r.landed_at) AS at, 'review' AS kind, toString(r.review_key) AS ref,
    r.shop_id AS shop_id,
    map('stars', toString(r.stars), 'sku', r.sku, 'product', p.title, 'order_no', r.order_no,
        'images', toString(r.images), 'is_anonymous', toString(r.is_anonymous)) AS details
FROM (
    SELECT * FROM reviews FINAL
    WHERE workspace_id = {ws:UInt32} AND customer_id IN {customers:Array(UInt32)}
      AND ({all_shops:UInt8} = 1 OR shop_id IN {shops:Array(UInt32)})
) AS r
LEFT JOIN (
    SELECT shop_id, sku, title FROM products FINAL
    WHERE workspace_id = {ws:UInt32} AND (shop_id, sku) IN (
        SELECT shop_id, sku FROM reviews
        WHERE workspace_id = {ws:UInt32} AND customer_id IN {customers:Array(UInt32)}
    )
) AS p ON p.shop_id = r.shop_id AND p.sku = r.sku
