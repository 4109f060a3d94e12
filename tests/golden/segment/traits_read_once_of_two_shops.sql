-- 消费金额至少 ¥500，且生命周期阶段属于「活跃」「忠诚」，且属性「city」包含「上海」，且有邮箱的客户
-- Customers whose spend is at least ¥500 and whose lifecycle stage is one of “Active” or “Loyal” and whose attribute “city” contains “上海” and with an e-mail address
WITH
  (SELECT groupBitmapState(customer_id) FROM customers FINAL WHERE workspace_id = {p0:UInt32} AND hasAny(shop_ids, {p1:Array(UInt32)})) AS s0,
  (SELECT groupBitmapState(customer_id) FROM (SELECT customer_id FROM (SELECT * REPLACE (transform(customer_id, (SELECT groupArray(customer_id) FROM (SELECT customer_id FROM overrides FINAL WHERE workspace_id = {p0:UInt32} ORDER BY customer_id)), (SELECT groupArray(survivor_id) FROM (SELECT survivor_id FROM overrides FINAL WHERE workspace_id = {p0:UInt32} ORDER BY customer_id)), customer_id) AS customer_id) FROM orders FINAL) WHERE workspace_id = {p0:UInt32} AND shop_id IN {p1:Array(UInt32)} AND kind = 'sale' AND status != 'cancelled' GROUP BY customer_id HAVING sum(amount) >= {p2:Int64})) AS s1,
  (SELECT groupBitmapState(customer_id) FROM traits FINAL WHERE workspace_id = {p0:UInt32} AND has({p3:Array(String)}, stage)) AS s2,
  (SELECT groupBitmapState(customer_id) FROM customers FINAL WHERE workspace_id = {p0:UInt32} AND position(lower(attributes[{p4:String}]), lower({p5:String})) > 0 AND has_email = 1) AS s3
SELECT s0 AS everybody,
  bitmapAnd(everybody, bitmapAnd(bitmapAnd(s1, s2), s3)) AS m0
-- p0 = 1
-- p1 = [1, 2]
-- p2 = 50000
-- p3 = ['active', 'loyal']
-- p4 = 'city'
-- p5 = '上海'
