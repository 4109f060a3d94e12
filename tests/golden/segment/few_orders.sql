-- 最近 365 天内的订单数少于 2 单，或没有累计客单价的客户
-- Customers whose number of orders in the last 365 days is less than 2 or whose average order value does not exist
WITH
  (SELECT (groupArray(customer_id), groupArray(survivor_id)) FROM overrides FINAL WHERE workspace_id = {p0:UInt32}) AS merged,
  (SELECT tuple(anyIf(found, n = 0), anyIf(found, n = 1), anyIf(found, n = 2)) FROM (
    SELECT 0 AS n, groupBitmapState(customer_id) AS found FROM customers FINAL WHERE workspace_id = {p0:UInt32}
    UNION ALL SELECT 1 AS n, groupBitmapState(whose) AS found FROM (SELECT transform(customer_id, merged.1, merged.2, customer_id) AS whose FROM orders FINAL WHERE workspace_id = {p0:UInt32} AND left_out = '' AND kind = 'sale' AND status != 'cancelled' AND ordered_at >= {p1:DateTime64(3, 'UTC')} AND ordered_at < {p2:DateTime64(3, 'UTC')} GROUP BY whose HAVING NOT (count() < {p3:Int64}))
    UNION ALL SELECT 2 AS n, bitmapTransform(groupBitmapState(customer_id), merged.1, merged.2) AS found FROM orders FINAL WHERE workspace_id = {p0:UInt32} AND left_out = '' AND kind = 'sale' AND status != 'cancelled')) AS s0
SELECT s0.1 AS everybody,
  bitmapAndnot(everybody, bitmapAnd(s0.2, s0.3)) AS m0
-- p0 = 1
-- p1 = '2025-03-09 16:00:00.000'
-- p2 = '2026-03-10 04:05:06.790'
-- p3 = 2
