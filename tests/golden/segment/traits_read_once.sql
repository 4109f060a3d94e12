-- 消费金额至少 ¥500，且生命周期阶段属于「活跃」「忠诚」，且属性「city」包含「上海」，且有邮箱的客户
-- Customers whose spend is at least ¥500 and whose lifecycle stage is one of “Active” or “Loyal” and whose attribute “city” contains “上海” and with an e-mail address
WITH
  (SELECT tuple(anyIf(found, n = 0), anyIf(found, n = 1), anyIf(found, n = 2)) FROM (
    SELECT 0 AS n, groupBitmapState(customer_id) AS found FROM customers FINAL WHERE workspace_id = {p0:UInt32}
    UNION ALL SELECT 1 AS n, groupBitmapState(customer_id) AS found FROM traits FINAL WHERE workspace_id = {p0:UInt32} AND spend >= {p1:Int64} AND has({p2:Array(String)}, stage)
    UNION ALL SELECT 2 AS n, groupBitmapState(customer_id) AS found FROM customers FINAL WHERE workspace_id = {p0:UInt32} AND position(lower(attributes[{p3:String}]), lower({p4:String})) > 0 AND has_email = 1)) AS s0
SELECT s0.1 AS everybody,
  bitmapAnd(everybody, bitmapAnd(s0.2, s0.3)) AS m0
-- p0 = 1
-- p1 = 50000
-- p2 = ['active', 'loyal']
-- p3 = 'city'
-- p4 = '上海'
