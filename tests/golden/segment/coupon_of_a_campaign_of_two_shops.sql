-- 自 2026-01-01 起发生「coupon_redeemed」（campaign是「18」、value大于 2.5）的次数至少 2 次的客户
-- Customers whose number of “coupon_redeemed” (where campaign is “18” and value is more than 2.5) since 2026-01-01 is at least 2
WITH
  (SELECT (groupArray(customer_id), groupArray(survivor_id)) FROM overrides FINAL WHERE workspace_id = {p0:UInt32}) AS merged,
  (SELECT tuple(anyIf(found, n = 0), anyIf(found, n = 1)) FROM (
    SELECT 0 AS n, groupBitmapState(customer_id) AS found FROM customers FINAL WHERE workspace_id = {p0:UInt32} AND hasAny(shop_ids, {p1:Array(UInt32)})
    UNION ALL SELECT 1 AS n, groupBitmapState(whose) AS found FROM (SELECT transform(customer_id, merged.1, merged.2, customer_id) AS whose FROM events WHERE workspace_id = {p0:UInt32} AND event = {p2:String} AND (shop_id = {p0:UInt32} OR shop_id = {p3:UInt32}) AND occurred_at >= {p4:DateTime64(3, 'UTC')} AND JSONType(props, {p5:String}) = 'String' AND JSONExtractString(props, {p5:String}) = {p6:String} AND JSONType(props, {p7:String}) IN ('Int64', 'UInt64', 'Double') AND JSONExtractFloat(props, {p7:String}) > {p8:Float64} GROUP BY whose HAVING count() >= {p9:Int64}))) AS s0
SELECT s0.1 AS everybody,
  bitmapAnd(everybody, s0.2) AS m0
-- p0 = 1
-- p1 = [1, 2]
-- p2 = 'coupon_redeemed'
-- p3 = 2
-- p4 = '2025-12-31 16:00:00.000'
-- p5 = 'campaign'
-- p6 = '18'
-- p7 = 'value'
-- p8 = 2.5
-- p9 = 2
