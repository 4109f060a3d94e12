-- 消费金额至少 ¥500，且生命周期阶段属于「活跃」「忠诚」，且属性「city」包含「上海」，且有邮箱的客户
-- Customers whose spend is at least ¥500 and whose lifecycle stage is one of “Active” or “Loyal” and whose attribute “city” contains “上海” and with an e-mail address
WITH
  (SELECT (groupArray(customer_id), groupArray(survivor_id)) FROM overrides FINAL WHERE workspace_id = {p0:UInt32}) AS merged,
  (SELECT tuple(anyIf(found, n = 0), anyIf(found, n = 1), anyIf(found, n = 2), anyIf(found, n = 3)) FROM (
    SELECT 0 AS n, groupBitmapState(customer_id) AS found FROM customers FINAL WHERE workspace_id = {p0:UInt32} AND hasAny(shop_ids, {p1:Array(UInt32)})
    UNION ALL SELECT 1 AS n, groupBitmapState(whose) AS found FROM (SELECT transform(customer_id, merged.1, merged.2, customer_id) AS whose FROM orders FINAL WHERE workspace_id = {p0:UInt32} AND (shop_id = {p0:UInt32} OR shop_id = {p2:UInt32}) AND left_out = '' AND kind = 'sale' AND status != 'cancelled' GROUP BY whose HAVING sum(amount) >= {p3:Int64})
    UNION ALL SELECT 2 AS n, groupBitmapState(customer_id) AS found FROM traits FINAL WHERE workspace_id = {p0:UInt32} AND has({p4:Array(String)}, stage)
    UNION ALL SELECT 3 AS n, groupBitmapState(customer_id) AS found FROM customers FINAL WHERE workspace_id = {p0:UInt32} AND position(lower(attributes[{p5:String}]), lower({p6:String})) > 0 AND has_email = 1)) AS s0
SELECT s0.1 AS everybody,
  bitmapAnd(everybody, bitmapAnd(bitmapAnd(s0.2, s0.3), s0.4)) AS m0
-- p0 = 1
-- p1 = [1, 2]
-- p2 = 2
-- p3 = 50000
-- p4 = ['active', 'loyal']
-- p5 = 'city'
-- p6 = '上海'
