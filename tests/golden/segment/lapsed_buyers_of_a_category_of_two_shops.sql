-- 品类「饮料」「零食」的消费金额至少 ¥1,000，且最近一次下单时间在 3 个月以前，且最近 30 天内没有打开过消息的客户
-- Customers whose spend of categories “饮料” or “零食” is at least ¥1,000 and whose latest order is more than 3 months ago and who opened no message in the last 30 days
WITH
  (SELECT (groupArray(customer_id), groupArray(survivor_id)) FROM overrides FINAL WHERE workspace_id = {p0:UInt32}) AS merged,
  (SELECT tuple(anyIf(found, n = 0), anyIf(found, n = 1), anyIf(found, n = 2), anyIf(found, n = 3), anyIf(found, n = 4)) FROM (
    SELECT 0 AS n, groupBitmapState(customer_id) AS found FROM customers FINAL WHERE workspace_id = {p0:UInt32} AND hasAny(shop_ids, {p1:Array(UInt32)})
    UNION ALL SELECT 1 AS n, groupBitmapState(whose) AS found FROM (SELECT transform(customer_id, merged.1, merged.2, customer_id) AS whose FROM order_lines FINAL WHERE workspace_id = {p0:UInt32} AND (shop_id = {p0:UInt32} OR shop_id = {p2:UInt32}) AND kind = 'sale' AND category IN {p3:Array(String)} AND (shop_id, order_no) NOT IN (SELECT shop_id, order_no FROM orders FINAL WHERE workspace_id = {p0:UInt32} AND (shop_id = {p0:UInt32} OR shop_id = {p2:UInt32}) AND (status = 'cancelled' OR NOT left_out = '')) GROUP BY whose HAVING sum(amount) >= {p4:Int64})
    UNION ALL SELECT 2 AS n, bitmapTransform(groupBitmapState(customer_id), merged.1, merged.2) AS found FROM orders FINAL WHERE workspace_id = {p0:UInt32} AND (shop_id = {p0:UInt32} OR shop_id = {p2:UInt32}) AND left_out = '' AND kind = 'sale' AND status != 'cancelled'
    UNION ALL SELECT 3 AS n, bitmapTransform(groupBitmapState(customer_id), merged.1, merged.2) AS found FROM orders FINAL WHERE workspace_id = {p0:UInt32} AND (shop_id = {p0:UInt32} OR shop_id = {p2:UInt32}) AND left_out = '' AND kind = 'sale' AND status != 'cancelled' AND ordered_at >= {p5:DateTime64(3, 'UTC')}
    UNION ALL SELECT 4 AS n, bitmapTransform(groupBitmapState(customer_id), merged.1, merged.2) AS found FROM messages WHERE workspace_id = {p0:UInt32} AND kind = {p6:String} AND at >= {p7:DateTime64(3, 'UTC')} AND at < {p8:DateTime64(3, 'UTC')})) AS s0
SELECT s0.1 AS everybody,
  bitmapAnd(everybody, bitmapAndnot(bitmapAnd(s0.2, bitmapAndnot(s0.3, s0.4)), s0.5)) AS m0
-- p0 = 1
-- p1 = [1, 2]
-- p2 = 2
-- p3 = ['零食', '饮料']
-- p4 = 100000
-- p5 = '2025-12-09 16:00:00.000'
-- p6 = 'opened'
-- p7 = '2026-02-07 16:00:00.000'
-- p8 = '2026-03-10 04:05:06.790'
