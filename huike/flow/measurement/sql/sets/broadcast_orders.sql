-- Orders of an arm of a broadcast from exposure to the end of the goal window.
SELECT
    o.shop_id AS shop_id, o.order_no AS order_no, o.customer_id AS customer_id,
    o.kind AS kind, o.status AS status, o.ordered_at AS ordered_at,
    o.amount AS amount, o.refund AS refund, o.amount AS value
FROM (
    SELECT shop_id, order_no, customer_id, kind, status, ordered_at, amount, refund
    FROM orders FINAL
    WHERE workspace_id = {workspace:UInt32} /*shops: shop_id*/ AND left_out = ''
      AND kind = 'sale' AND status != 'cancelled'
      AND ordered_at >= fromUnixTimestamp64Milli({start:Int64})
      AND ordered_at < fromUnixTimestamp64Milli({end:Int64})
) AS o
INNER JOIN /*from broadcast_arms*/ AS e ON e.customer_id = o.customer_id
WHERE e.arm = {arm:String}
  AND o.ordered_at >= e.exposed_at
  AND o.ordered_at < e.exposed_at + toIntervalDay({goal_days:UInt16})
