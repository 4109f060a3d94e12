-- 最近 90 天内下过单，且最近 90 天内的消费金额至少 ¥300，且最近 15 天内发生过「cart」，且最近 10 天内发生过「view」，且最近 30 天内没有打开过消息的客户
-- Customers who ordered in the last 90 days and whose spend in the last 90 days is at least ¥300 and with “cart” in the last 15 days and with “view” in the last 10 days and who opened no message in the last 30 days
WITH
  (SELECT (groupArray(customer_id), groupArray(survivor_id)) FROM overrides FINAL WHERE workspace_id = {p0:UInt32}) AS merged,
  (SELECT tuple(anyIf(found, n = 0), anyIf(found, n = 1), anyIf(found, n = 2), anyIf(found, n = 3), anyIf(found, n = 4)) FROM (
    SELECT 0 AS n, groupBitmapState(customer_id) AS found FROM customers FINAL WHERE workspace_id = {p0:UInt32} AND hasAny(shop_ids, {p1:Array(UInt32)})
    UNION ALL SELECT 1 AS n, groupBitmapState(whose) AS found FROM (SELECT transform(customer_id, merged.1, merged.2, customer_id) AS whose FROM orders FINAL WHERE workspace_id = {p0:UInt32} AND (shop_id = {p0:UInt32} OR shop_id = {p2:UInt32}) AND left_out = '' AND kind = 'sale' AND status != 'cancelled' AND ordered_at >= {p3:DateTime64(3, 'UTC')} AND ordered_at < {p4:DateTime64(3, 'UTC')} GROUP BY whose HAVING sum(amount) >= {p5:Int64})
    UNION ALL SELECT 2 AS n, bitmapTransform(groupBitmapState(customer_id), merged.1, merged.2) AS found FROM events WHERE workspace_id = {p0:UInt32} AND event = {p6:String} AND (shop_id = {p0:UInt32} OR shop_id = {p2:UInt32}) AND occurred_at >= {p7:DateTime64(3, 'UTC')} AND occurred_at < {p4:DateTime64(3, 'UTC')}
    UNION ALL SELECT 3 AS n, bitmapTransform(groupBitmapState(customer_id), merged.1, merged.2) AS found FROM events WHERE workspace_id = {p0:UInt32} AND event = {p8:String} AND (shop_id = {p0:UInt32} OR shop_id = {p2:UInt32}) AND occurred_at >= {p9:DateTime64(3, 'UTC')} AND occurred_at < {p4:DateTime64(3, 'UTC')}
    UNION ALL SELECT 4 AS n, bitmapTransform(groupBitmapState(customer_id), merged.1, merged.2) AS found FROM messages WHERE workspace_id = {p0:UInt32} AND kind = {p10:String} AND at >= {p11:DateTime64(3, 'UTC')} AND at < {p4:DateTime64(3, 'UTC')})) AS s0
SELECT s0.1 AS everybody,
  bitmapAnd(everybody, bitmapAndnot(bitmapAnd(bitmapAnd(s0.2, s0.3), s0.4), s0.5)) AS m0
-- p0 = 1
-- p1 = [1, 2]
-- p10 = 'opened'
-- p11 = '2026-02-07 16:00:00.000'
-- p2 = 2
-- p3 = '2025-12-09 16:00:00.000'
-- p4 = '2026-03-10 04:05:06.790'
-- p5 = 30000
-- p6 = 'cart'
-- p7 = '2026-02-22 16:00:00.000'
-- p8 = 'view'
-- p9 = '2026-02-27 16:00:00.000'
