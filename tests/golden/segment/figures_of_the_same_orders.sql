-- 2026-01-01 至 2026-01-31 期间店铺「旗舰店」、状态「已付款」「已完成」的订单数至少 2 单，且2026-01-01 至 2026-01-31 期间店铺「旗舰店」、状态「已完成」「已付款」的消费金额在 ¥300 到 ¥900 之间的客户
-- Customers whose number of orders between 2026-01-01 and 2026-01-31 in shop “旗舰店” with statuses “paid” or “completed” is at least 2 and whose spend between 2026-01-01 and 2026-01-31 in shop “旗舰店” with statuses “completed” or “paid” is between ¥300 and ¥900
WITH
  (SELECT (groupArray(customer_id), groupArray(survivor_id)) FROM overrides FINAL WHERE workspace_id = {p0:UInt32}) AS merged,
  (SELECT tuple(anyIf(found, n = 0), anyIf(found, n = 1)) FROM (
    SELECT 0 AS n, groupBitmapState(customer_id) AS found FROM customers FINAL WHERE workspace_id = {p0:UInt32}
    UNION ALL SELECT 1 AS n, groupBitmapState(whose) AS found FROM (SELECT transform(customer_id, merged.1, merged.2, customer_id) AS whose FROM orders FINAL WHERE workspace_id = {p0:UInt32} AND (shop_id = {p0:UInt32}) AND left_out = '' AND kind = 'sale' AND status IN {p3:Array(String)} AND ordered_at >= {p1:DateTime64(3, 'UTC')} AND ordered_at < {p2:DateTime64(3, 'UTC')} GROUP BY whose HAVING (count() >= {p4:Int64}) AND (sum(amount) BETWEEN {p5:Int64} AND {p6:Int64})))) AS s0
SELECT s0.1 AS everybody,
  bitmapAnd(everybody, s0.2) AS m0
-- p0 = 1
-- p1 = '2025-12-31 16:00:00.000'
-- p2 = '2026-01-31 16:00:00.000'
-- p3 = ['completed', 'paid']
-- p4 = 2
-- p5 = 30000
-- p6 = 90000
