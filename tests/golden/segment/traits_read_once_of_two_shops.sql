-- 消费金额至少 ¥500，且生命周期阶段属于「活跃」「忠诚」，且属性「city」包含「上海」，且有邮箱的客户
-- Customers whose spend is at least ¥500 and whose lifecycle stage is one of “Active” or “Loyal” and whose attribute “city” contains “上海” and with an e-mail address
WITH
  (SELECT tuple(anyIf(found, n = 0), anyIf(found, n = 1), anyIf(found, n = 2)) FROM (
    SELECT 0 AS n, groupBitmapState(customer_id) AS found FROM customers FINAL WHERE workspace_id = {p0:UInt32} AND bitAnd(shop_bits, {p1:UInt64}) != 0
    UNION ALL SELECT 1 AS n, groupBitmapState(customer_id) AS found FROM traits FINAL WHERE workspace_id = {p0:UInt32} AND has({p4:Array(String)}, stage)
    UNION ALL SELECT 2 AS n, groupBitmapState(customer_id) AS found FROM customers FINAL WHERE workspace_id = {p0:UInt32} AND position(lower(attributes[{p5:String}]), lower({p6:String})) > 0 AND has_email = 1)) AS s0,
  (SELECT bitmapAnd(s0.1, bitmapAnd(s0.2, s0.3))) AS within,
  (SELECT bitmapCardinality(within) <= 250000) AS is_few,
  (SELECT (groupArrayIf(customer_id, NOT is_few OR bitmapContains(within, survivor_id)) AS before, groupArrayIf(survivor_id, NOT is_few OR bitmapContains(within, survivor_id)), bitmapOr(bitmapAndnot(within, groupBitmapState(customer_id)), bitmapBuild(before))) FROM overrides FINAL WHERE workspace_id = {p0:UInt32}) AS theirs,
  (SELECT tuple(anyIf(found, n = 0)) FROM (
    SELECT 0 AS n, groupBitmapState(whose) AS found FROM (SELECT transform(customer_id, theirs.1, theirs.2, customer_id) AS whose FROM orders FINAL WHERE workspace_id = {p0:UInt32} AND (shop_id = {p0:UInt32} OR shop_id = {p2:UInt32}) AND kind = 'sale' AND status != 'cancelled' AND (NOT is_few OR customer_id IN (SELECT arrayJoin(bitmapToArray(materialize(if(is_few, theirs.3, bitmapBuild(emptyArrayUInt32()))))))) GROUP BY whose HAVING sum(amount) >= {p3:Int64}))) AS t0
SELECT s0.1 AS everybody,
  bitmapAnd(within, t0.1) AS m0
-- p0 = 1
-- p1 = 6
-- p2 = 2
-- p3 = 50000
-- p4 = ['active', 'loyal']
-- p5 = 'city'
-- p6 = '上海'
