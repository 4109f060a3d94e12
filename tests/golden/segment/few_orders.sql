-- 最近 365 天内的订单数少于 2 单，或没有累计客单价的客户
-- Customers whose number of orders in the last 365 days is less than 2 or whose average order value does not exist
WITH
  (SELECT groupBitmapState(customer_id) FROM customers FINAL WHERE workspace_id = {p0:UInt32}) AS s0,
  (SELECT groupBitmapState(customer_id) FROM (SELECT customer_id FROM (SELECT * REPLACE (transform(customer_id, (SELECT groupArray(customer_id) FROM (SELECT customer_id FROM overrides FINAL WHERE workspace_id = {p0:UInt32} ORDER BY customer_id)), (SELECT groupArray(survivor_id) FROM (SELECT survivor_id FROM overrides FINAL WHERE workspace_id = {p0:UInt32} ORDER BY customer_id)), customer_id) AS customer_id) FROM orders FINAL) WHERE workspace_id = {p0:UInt32} AND kind = 'sale' AND status != 'cancelled' AND ordered_at >= {p1:DateTime64(3, 'UTC')} AND ordered_at < {p2:DateTime64(3, 'UTC')} GROUP BY customer_id HAVING NOT (count() < {p3:Int64}))) AS s1,
  (SELECT groupBitmapState(customer_id) FROM (SELECT * REPLACE (transform(customer_id, (SELECT groupArray(customer_id) FROM (SELECT customer_id FROM overrides FINAL WHERE workspace_id = {p0:UInt32} ORDER BY customer_id)), (SELECT groupArray(survivor_id) FROM (SELECT survivor_id FROM overrides FINAL WHERE workspace_id = {p0:UInt32} ORDER BY customer_id)), customer_id) AS customer_id) FROM orders FINAL) WHERE workspace_id = {p0:UInt32} AND kind = 'sale' AND status != 'cancelled') AS s2
SELECT s0 AS everybody,
  bitmapAndnot(everybody, bitmapAnd(s1, s2)) AS m0
-- p0 = 1
-- p1 = '2025-03-09 16:00:00.000'
-- p2 = '2026-03-10 04:05:06.790'
-- p3 = 2
