SELECT
    customer_id, orders, spend, refunds, net, average_order, first_order_at, last_order_at,
    interval_days, recency, frequency, monetary, rfm_segment, stage, favourite_categories,
    days_to_ship, days_to_sign, last_signed_at, favourites, /* more */
FROM traits FINAL
WHERE workspace_id = {ws:UInt32} AND customer_id IN {ids:Array(UInt32)}
