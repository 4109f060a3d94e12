-- All that was heard of these orders, and who those turned out to be who sent it.
SELECT
    e.order_no AS order_no, message_id, act, origin_id, o.survivor_id AS survivor_id, is_known,
    occurred_at, said
FROM (
    SELECT * FROM order_events FINAL
    WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32}
      AND order_no IN {numbers:Array(String)} AND problem = ''
) AS e
LEFT JOIN (
    SELECT customer_id, survivor_id FROM overrides FINAL
    WHERE workspace_id = {workspace:UInt32} AND customer_id IN (
        SELECT origin_id FROM order_events
        WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32}
          AND order_no IN {numbers:Array(String)}
    )
) AS o ON o.customer_id = e.origin_id
ORDER BY order_no, occurred_at, message_id
