-- 品类「饮料」「零食」的消费金额至少 ¥1,000，且最近一次下单时间在 3 个月以前，且最近 30 天内没有打开过消息的客户
-- Customers whose spend of categories “饮料” or “零食” is at least ¥1,000 and whose latest order is more than 3 months ago and who opened no message in the last 30 days
WITH
  (SELECT tuple(anyIf(found, n = 0), bitmapTransform(anyIf(found, n = 1), any(pair).1, any(pair).2), bitmapTransform(anyIf(found, n = 2), any(pair).1, any(pair).2), bitmapTransform(anyIf(found, n = 3), any(pair).1, any(pair).2)) FROM (
    SELECT 0 AS n, groupBitmapState(customer_id) AS found FROM customers FINAL WHERE workspace_id = {p0:UInt32}
    UNION ALL SELECT 1 AS n, groupBitmapState(customer_id) AS found FROM orders FINAL WHERE workspace_id = {p0:UInt32} AND kind = 'sale' AND status != 'cancelled'
    UNION ALL SELECT 2 AS n, groupBitmapState(customer_id) AS found FROM orders FINAL WHERE workspace_id = {p0:UInt32} AND kind = 'sale' AND status != 'cancelled' AND ordered_at >= {p3:DateTime64(3, 'UTC')}
    UNION ALL SELECT 3 AS n, groupBitmapState(customer_id) AS found FROM messages WHERE workspace_id = {p0:UInt32} AND kind = {p4:String} AND at >= {p5:DateTime64(3, 'UTC')} AND at < {p6:DateTime64(3, 'UTC')}) AS sets CROSS JOIN (SELECT (groupArray(customer_id), groupArray(survivor_id)) AS pair FROM overrides FINAL WHERE workspace_id = {p0:UInt32}) AS merges) AS s0,
  (SELECT bitmapAnd(s0.1, bitmapAndnot(s0.2, bitmapOr(s0.3, s0.4)))) AS within,
  (SELECT bitmapCardinality(within) <= 250000) AS is_few,
  (SELECT (groupArrayIf(customer_id, NOT is_few OR bitmapContains(within, survivor_id)) AS before, groupArrayIf(survivor_id, NOT is_few OR bitmapContains(within, survivor_id)), bitmapOr(bitmapAndnot(within, groupBitmapState(customer_id)), bitmapBuild(before))) FROM overrides FINAL WHERE workspace_id = {p0:UInt32}) AS theirs,
  (SELECT tuple(anyIf(found, n = 0)) FROM (
    SELECT 0 AS n, groupBitmapState(whose) AS found FROM (SELECT transform(customer_id, theirs.1, theirs.2, customer_id) AS whose FROM order_lines FINAL WHERE workspace_id = {p0:UInt32} AND kind = 'sale' AND category IN {p1:Array(String)} AND (shop_id, order_no) NOT IN (SELECT shop_id, order_no FROM orders FINAL WHERE workspace_id = {p0:UInt32} AND status = 'cancelled') AND (NOT is_few OR customer_id IN (SELECT arrayJoin(bitmapToArray(materialize(if(is_few, theirs.3, bitmapBuild(emptyArrayUInt32()))))))) GROUP BY whose HAVING sum(amount) >= {p2:Int64}))) AS t0
SELECT s0.1 AS everybody,
  bitmapAnd(within, t0.1) AS m0
-- p0 = 1
-- p1 = ['零食', '饮料']
-- p2 = 100000
-- p3 = '2025-12-09 16:00:00.000'
-- p4 = 'opened'
-- p5 = '2026-02-07 16:00:00.000'
-- p6 = '2026-03-10 04:05:06.790'
