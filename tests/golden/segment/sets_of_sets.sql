-- 在人群「VIP」中，且不满足（在人群「员工」中，或已拒绝通过邮件接收营销信息），且（最近 7 天内成为客户，或是店铺「旗舰店」「门店」的客户）的客户
-- Customers in the segment “VIP” and other than those (in the segment “员工” or who refused marketing by e-mail) and (who became customers in the last 7 days or of shops “旗舰店” or “门店”)
WITH
  (SELECT tuple(anyIf(found, n = 0), anyIf(found, n = 1), anyIf(found, n = 2), anyIf(found, n = 3), anyIf(found, n = 4)) FROM (
    SELECT 0 AS n, groupBitmapState(customer_id) AS found FROM customers FINAL WHERE workspace_id = {p0:UInt32}
    UNION ALL SELECT 1 AS n, groupBitmapMergeState(members) AS found FROM memberships FINAL WHERE workspace_id = {p0:UInt32} AND segment_id = {p1:UInt64}
    UNION ALL SELECT 2 AS n, groupBitmapState(customer_id) AS found FROM customers FINAL WHERE workspace_id = {p0:UInt32} AND ((created_at >= {p6:DateTime64(3, 'UTC')} AND created_at < {p7:DateTime64(3, 'UTC')}) OR (hasAny(shop_ids, {p8:Array(UInt32)})))
    UNION ALL SELECT 3 AS n, groupBitmapMergeState(members) AS found FROM memberships FINAL WHERE workspace_id = {p0:UInt32} AND segment_id = {p2:UInt64}
    UNION ALL SELECT 4 AS n, groupBitmapState(customer_id) AS found FROM consents FINAL WHERE workspace_id = {p0:UInt32} AND purpose = {p3:String} AND channel = {p4:String} AND state = {p5:String})) AS s0
SELECT s0.1 AS everybody,
  bitmapAnd(everybody, bitmapAndnot(bitmapAnd(s0.2, s0.3), bitmapOr(s0.4, s0.5))) AS m0
-- p0 = 1
-- p1 = 7
-- p2 = 8
-- p3 = 'marketing'
-- p4 = 'email'
-- p5 = 'withdrawn'
-- p6 = '2026-03-02 16:00:00.000'
-- p7 = '2026-03-10 04:05:06.790'
-- p8 = [1, 2]
