-- 品类「饮料」「零食」的消费金额至少 ¥1,000，且最近一次下单时间在 3 个月以前，且最近 30 天内没有打开过消息的客户
-- Customers whose spend of categories “饮料” or “零食” is at least ¥1,000 and whose latest order is more than 3 months ago and who opened no message in the last 30 days
WITH
  (SELECT groupBitmapState(customer_id) FROM customers FINAL WHERE workspace_id = {p0:UInt32}) AS s0,
  (SELECT groupBitmapState(customer_id) FROM (SELECT customer_id FROM (SELECT * REPLACE (transform(customer_id, (SELECT groupArray(customer_id) FROM (SELECT customer_id FROM overrides FINAL WHERE workspace_id = {p0:UInt32} ORDER BY customer_id)), (SELECT groupArray(survivor_id) FROM (SELECT survivor_id FROM overrides FINAL WHERE workspace_id = {p0:UInt32} ORDER BY customer_id)), customer_id) AS customer_id) FROM order_lines FINAL) WHERE workspace_id = {p0:UInt32} AND kind = 'sale' AND category IN {p1:Array(String)} AND (shop_id, order_no) NOT IN (SELECT shop_id, order_no FROM orders FINAL WHERE workspace_id = {p0:UInt32} AND status = 'cancelled') GROUP BY customer_id HAVING sum(amount) >= {p2:Int64})) AS s1,
  (SELECT groupBitmapState(customer_id) FROM (SELECT * REPLACE (transform(customer_id, (SELECT groupArray(customer_id) FROM (SELECT customer_id FROM overrides FINAL WHERE workspace_id = {p0:UInt32} ORDER BY customer_id)), (SELECT groupArray(survivor_id) FROM (SELECT survivor_id FROM overrides FINAL WHERE workspace_id = {p0:UInt32} ORDER BY customer_id)), customer_id) AS customer_id) FROM orders FINAL) WHERE workspace_id = {p0:UInt32} AND kind = 'sale' AND status != 'cancelled') AS s2,
  (SELECT groupBitmapState(customer_id) FROM (SELECT * REPLACE (transform(customer_id, (SELECT groupArray(customer_id) FROM (SELECT customer_id FROM overrides FINAL WHERE workspace_id = {p0:UInt32} ORDER BY customer_id)), (SELECT groupArray(survivor_id) FROM (SELECT survivor_id FROM overrides FINAL WHERE workspace_id = {p0:UInt32} ORDER BY customer_id)), customer_id) AS customer_id) FROM orders FINAL) WHERE workspace_id = {p0:UInt32} AND kind = 'sale' AND status != 'cancelled' AND ordered_at >= {p3:DateTime64(3, 'UTC')}) AS s3,
  (SELECT groupBitmapState(customer_id) FROM (SELECT * REPLACE (transform(customer_id, (SELECT groupArray(customer_id) FROM (SELECT customer_id FROM overrides FINAL WHERE workspace_id = {p0:UInt32} ORDER BY customer_id)), (SELECT groupArray(survivor_id) FROM (SELECT survivor_id FROM overrides FINAL WHERE workspace_id = {p0:UInt32} ORDER BY customer_id)), customer_id) AS customer_id) FROM messages) WHERE workspace_id = {p0:UInt32} AND kind = {p4:String} AND at >= {p5:DateTime64(3, 'UTC')} AND at < {p6:DateTime64(3, 'UTC')}) AS s4
SELECT s0 AS everybody,
  bitmapAnd(everybody, bitmapAndnot(bitmapAnd(s1, bitmapAndnot(s2, s3)), s4)) AS m0
-- p0 = 1
-- p1 = ['零食', '饮料']
-- p2 = 100000
-- p3 = '2025-12-09 16:00:00.000'
-- p4 = 'opened'
-- p5 = '2026-02-07 16:00:00.000'
-- p6 = '2026-03-10 04:05:06.790'
