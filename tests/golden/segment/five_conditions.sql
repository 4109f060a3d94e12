-- 最近 90 天内下过单，且最近 90 天内的消费金额至少 ¥300，且最近 15 天内发生过「cart」，且最近 10 天内发生过「view」，且最近 30 天内没有打开过消息的客户
-- Customers who ordered in the last 90 days and whose spend in the last 90 days is at least ¥300 and with “cart” in the last 15 days and with “view” in the last 10 days and who opened no message in the last 30 days
WITH
  (SELECT groupBitmapState(customer_id) FROM customers FINAL WHERE workspace_id = {p0:UInt32}) AS s0,
  (SELECT groupBitmapState(customer_id) FROM (SELECT customer_id FROM (SELECT * REPLACE (transform(customer_id, (SELECT groupArray(customer_id) FROM (SELECT customer_id FROM overrides FINAL WHERE workspace_id = {p0:UInt32} ORDER BY customer_id)), (SELECT groupArray(survivor_id) FROM (SELECT survivor_id FROM overrides FINAL WHERE workspace_id = {p0:UInt32} ORDER BY customer_id)), customer_id) AS customer_id) FROM orders FINAL) WHERE workspace_id = {p0:UInt32} AND kind = 'sale' AND status != 'cancelled' AND ordered_at >= {p1:DateTime64(3, 'UTC')} AND ordered_at < {p2:DateTime64(3, 'UTC')} GROUP BY customer_id HAVING sum(amount) >= {p3:Int64})) AS s1,
  (SELECT groupBitmapState(customer_id) FROM (SELECT * REPLACE (transform(customer_id, (SELECT groupArray(customer_id) FROM (SELECT customer_id FROM overrides FINAL WHERE workspace_id = {p0:UInt32} ORDER BY customer_id)), (SELECT groupArray(survivor_id) FROM (SELECT survivor_id FROM overrides FINAL WHERE workspace_id = {p0:UInt32} ORDER BY customer_id)), customer_id) AS customer_id) FROM events) WHERE workspace_id = {p0:UInt32} AND event = {p4:String} AND occurred_at >= {p5:DateTime64(3, 'UTC')} AND occurred_at < {p2:DateTime64(3, 'UTC')}) AS s2,
  (SELECT groupBitmapState(customer_id) FROM (SELECT * REPLACE (transform(customer_id, (SELECT groupArray(customer_id) FROM (SELECT customer_id FROM overrides FINAL WHERE workspace_id = {p0:UInt32} ORDER BY customer_id)), (SELECT groupArray(survivor_id) FROM (SELECT survivor_id FROM overrides FINAL WHERE workspace_id = {p0:UInt32} ORDER BY customer_id)), customer_id) AS customer_id) FROM events) WHERE workspace_id = {p0:UInt32} AND event = {p6:String} AND occurred_at >= {p7:DateTime64(3, 'UTC')} AND occurred_at < {p2:DateTime64(3, 'UTC')}) AS s3,
  (SELECT groupBitmapState(customer_id) FROM (SELECT * REPLACE (transform(customer_id, (SELECT groupArray(customer_id) FROM (SELECT customer_id FROM overrides FINAL WHERE workspace_id = {p0:UInt32} ORDER BY customer_id)), (SELECT groupArray(survivor_id) FROM (SELECT survivor_id FROM overrides FINAL WHERE workspace_id = {p0:UInt32} ORDER BY customer_id)), customer_id) AS customer_id) FROM messages) WHERE workspace_id = {p0:UInt32} AND kind = {p8:String} AND at >= {p9:DateTime64(3, 'UTC')} AND at < {p2:DateTime64(3, 'UTC')}) AS s4
SELECT s0 AS everybody,
  bitmapAnd(everybody, bitmapAndnot(bitmapAnd(bitmapAnd(s1, s2), s3), s4)) AS m0
-- p0 = 1
-- p1 = '2025-12-09 16:00:00.000'
-- p2 = '2026-03-10 04:05:06.790'
-- p3 = 30000
-- p4 = 'cart'
-- p5 = '2026-02-22 16:00:00.000'
-- p6 = 'view'
-- p7 = '2026-02-27 16:00:00.000'
-- p8 = 'opened'
-- p9 = '2026-02-07 16:00:00.000'
