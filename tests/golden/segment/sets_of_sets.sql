-- 在人群「VIP」中，且不满足（在人群「员工」中，或已拒绝通过邮件接收营销信息），且（最近 7 天内成为客户，或是店铺「旗舰店」「门店」的客户）的客户
-- Customers in the segment “VIP” and other than those (in the segment “员工” or who refused marketing by e-mail) and (who became customers in the last 7 days or of shops “旗舰店” or “门店”)
WITH
  (SELECT groupBitmapState(customer_id) FROM customers FINAL WHERE workspace_id = {p0:UInt32}) AS s0,
  (SELECT groupBitmapMergeState(members) FROM memberships FINAL WHERE workspace_id = {p0:UInt32} AND segment_id = {p1:UInt64}) AS s1,
  (SELECT groupBitmapState(customer_id) FROM customers FINAL WHERE workspace_id = {p0:UInt32} AND ((created_at >= {p6:DateTime64(3, 'UTC')} AND created_at < {p7:DateTime64(3, 'UTC')}) OR (hasAny(shop_ids, {p8:Array(UInt32)})))) AS s2,
  (SELECT groupBitmapMergeState(members) FROM memberships FINAL WHERE workspace_id = {p0:UInt32} AND segment_id = {p2:UInt64}) AS s3,
  (SELECT groupBitmapState(customer_id) FROM consents FINAL WHERE workspace_id = {p0:UInt32} AND purpose = {p3:String} AND channel = {p4:String} AND state = {p5:String}) AS s4
SELECT s0 AS everybody,
  bitmapAnd(everybody, bitmapAndnot(bitmapAnd(s1, s2), bitmapOr(s3, s4))) AS m0
-- p0 = 1
-- p1 = 7
-- p2 = 8
-- p3 = 'marketing'
-- p4 = 'email'
-- p5 = 'withdrawn'
-- p6 = '2026-03-02 16:00:00.000'
-- p7 = '2026-03-10 04:05:06.790'
-- p8 = [1, 2]
