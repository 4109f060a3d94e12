-- 2026-01-01 至 2026-01-31 期间店铺「旗舰店」、状态「已付款」「已完成」的订单数至少 2 单，且2026-01-01 至 2026-01-31 期间店铺「旗舰店」、状态「已完成」「已付款」的消费金额在 ¥300 到 ¥900 之间的客户
-- Customers whose number of orders between 2026-01-01 and 2026-01-31 in shop “旗舰店” with statuses “paid” or “completed” is at least 2 and whose spend between 2026-01-01 and 2026-01-31 in shop “旗舰店” with statuses “completed” or “paid” is between ¥300 and ¥900
WITH
  (SELECT groupBitmapState(customer_id) FROM customers FINAL WHERE workspace_id = {p0:UInt32} AND hasAny(shop_ids, {p1:Array(UInt32)})) AS s0,
  (SELECT groupBitmapState(customer_id) FROM (SELECT customer_id FROM (SELECT * REPLACE (transform(customer_id, (SELECT groupArray(customer_id) FROM (SELECT customer_id FROM overrides FINAL WHERE workspace_id = {p0:UInt32} ORDER BY customer_id)), (SELECT groupArray(survivor_id) FROM (SELECT survivor_id FROM overrides FINAL WHERE workspace_id = {p0:UInt32} ORDER BY customer_id)), customer_id) AS customer_id) FROM orders FINAL) WHERE workspace_id = {p0:UInt32} AND shop_id IN {p2:Array(UInt32)} AND kind = 'sale' AND status IN {p5:Array(String)} AND ordered_at >= {p3:DateTime64(3, 'UTC')} AND ordered_at < {p4:DateTime64(3, 'UTC')} GROUP BY customer_id HAVING (count() >= {p6:Int64}) AND (sum(amount) BETWEEN {p7:Int64} AND {p8:Int64}))) AS s1
SELECT s0 AS everybody,
  bitmapAnd(everybody, s1) AS m0
-- p0 = 1
-- p1 = [1, 2]
-- p2 = [1]
-- p3 = '2025-12-31 16:00:00.000'
-- p4 = '2026-01-31 16:00:00.000'
-- p5 = ['completed', 'paid']
-- p6 = 2
-- p7 = 30000
-- p8 = 90000
