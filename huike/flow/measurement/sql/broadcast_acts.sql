-- One row a person, local day and act of a broadcast: message acts of the treated, and buying
-- within the goal window by arm (`bought_treated`, `bought_holdout`) with the money spent.
SELECT customer_id, toDate(at, {zone:String}) AS day, kind AS act, toInt64(0) AS value
FROM /*people messages*/ AS messages
WHERE workspace_id = {workspace:UInt32}
  AND source = 'broadcast' AND source_id = {broadcast:UInt64}
  AND kind IN ('sent', 'opened', 'clicked', 'unsubscribed')
  AND customer_id IN (
      SELECT customer_id FROM /*from broadcast_arms*/ AS arms WHERE arm = 'treated'
  )
GROUP BY customer_id, day, act
UNION ALL
SELECT
    o.customer_id AS customer_id,
    toDate(o.ordered_at, {zone:String}) AS day,
    concat('bought_', e.arm) AS act,
    sum(o.amount) AS value
FROM (
    SELECT customer_id, ordered_at, amount
    FROM orders FINAL
    WHERE workspace_id = {workspace:UInt32} /*shops: shop_id*/ AND left_out = ''
      AND kind = 'sale' AND status != 'cancelled'
      AND ordered_at >= fromUnixTimestamp64Milli({start:Int64})
      AND ordered_at < fromUnixTimestamp64Milli({end:Int64})
) AS o
INNER JOIN /*from broadcast_arms*/ AS e ON e.customer_id = o.customer_id
WHERE o.ordered_at >= e.exposed_at
  AND o.ordered_at < e.exposed_at + toIntervalDay({goal_days:UInt16})
GROUP BY o.customer_id, day, act
