-- Everybody assigned to a broadcast, one row a person: their arm, what their message came to, and
-- what they bought from exposure to the end of the goal window.
SELECT
    e.customer_id AS customer_id,
    e.arm AS arm,
    e.exposed_at AS exposed_at,
    m.acts AS acts,
    m.ending AS ending,
    m.reason AS reason,
    b.orders AS orders,
    b.revenue AS revenue,
    b.orders_after_click AS orders_after_click,
    b.revenue_after_click AS revenue_after_click
FROM /*from broadcast_arms*/ AS e
LEFT JOIN (
    SELECT
        customer_id,
        groupUniqArray(kind) AS acts,
        multiIf(
            has(acts, 'sent'), 'sent',
            has(acts, 'failed'), 'failed',
            has(acts, 'refused'), 'refused',
            has(acts, 'unknown'), 'unknown',
            ''
        ) AS ending,
        anyIf(reason, kind IN ('refused', 'failed', 'unknown')) AS reason
    FROM /*people messages*/ AS messages
    WHERE workspace_id = {workspace:UInt32}
      AND source = 'broadcast' AND source_id = {broadcast:UInt64}
    GROUP BY customer_id
) AS m ON m.customer_id = e.customer_id
LEFT JOIN (
    SELECT
        o.customer_id AS customer_id,
        count() AS orders,
        sum(o.amount) AS revenue,
        countIf(isNotNull(x.clicked_at) AND o.ordered_at >= x.clicked_at) AS orders_after_click,
        sumIf(o.amount, isNotNull(x.clicked_at) AND o.ordered_at >= x.clicked_at)
            AS revenue_after_click
    FROM (
        SELECT customer_id, ordered_at, amount
        FROM orders FINAL
        WHERE workspace_id = {workspace:UInt32} /*shops: shop_id*/ AND left_out = ''
          AND kind = 'sale' AND status != 'cancelled'
          AND ordered_at >= fromUnixTimestamp64Milli({start:Int64})
          AND ordered_at < fromUnixTimestamp64Milli({end:Int64})
    ) AS o
    INNER JOIN (
        SELECT p.customer_id AS customer_id, p.exposed_at AS exposed_at, c.clicked_at AS clicked_at
        FROM /*from broadcast_arms*/ AS p
        LEFT JOIN (
            SELECT customer_id, toNullable(min(at)) AS clicked_at
            FROM /*people messages*/ AS messages
            WHERE workspace_id = {workspace:UInt32} AND kind = 'clicked'
              AND source = 'broadcast' AND source_id = {broadcast:UInt64}
            GROUP BY customer_id
        ) AS c ON c.customer_id = p.customer_id
    ) AS x ON x.customer_id = o.customer_id
    WHERE o.ordered_at >= x.exposed_at
      AND o.ordered_at < x.exposed_at + toIntervalDay({goal_days:UInt16})
    GROUP BY o.customer_id
) AS b ON b.customer_id = e.customer_id
