-- 自 2026-01-01 起发生「coupon_redeemed」（campaign是「18」、value大于 2.5）的次数至少 2 次的客户
-- Customers whose number of “coupon_redeemed” (where campaign is “18” and value is more than 2.5) since 2026-01-01 is at least 2
WITH
  (SELECT groupBitmapState(customer_id) FROM customers FINAL WHERE workspace_id = {p0:UInt32} AND hasAny(shop_ids, {p1:Array(UInt32)})) AS s0,
  (SELECT groupBitmapState(customer_id) FROM (SELECT customer_id FROM (SELECT * REPLACE (transform(customer_id, (SELECT groupArray(customer_id) FROM (SELECT customer_id FROM overrides FINAL WHERE workspace_id = {p0:UInt32} ORDER BY customer_id)), (SELECT groupArray(survivor_id) FROM (SELECT survivor_id FROM overrides FINAL WHERE workspace_id = {p0:UInt32} ORDER BY customer_id)), customer_id) AS customer_id) FROM events) WHERE workspace_id = {p0:UInt32} AND event = {p2:String} AND shop_id IN {p1:Array(UInt32)} AND occurred_at >= {p3:DateTime64(3, 'UTC')} AND JSONType(props, {p4:String}) = 'String' AND JSONExtractString(props, {p4:String}) = {p5:String} AND JSONType(props, {p6:String}) IN ('Int64', 'UInt64', 'Double') AND JSONExtractFloat(props, {p6:String}) > {p7:Float64} GROUP BY customer_id HAVING count() >= {p8:Int64})) AS s1
SELECT s0 AS everybody,
  bitmapAnd(everybody, s1) AS m0
-- p0 = 1
-- p1 = [1, 2]
-- p2 = 'coupon_redeemed'
-- p3 = '2025-12-31 16:00:00.000'
-- p4 = 'campaign'
-- p5 = '18'
-- p6 = 'value'
-- p7 = 2.5
-- p8 = 2
