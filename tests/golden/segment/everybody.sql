-- 全部客户
-- All customers
WITH
  (SELECT tuple(found) FROM (SELECT groupBitmapState(customer_id) AS found FROM customers FINAL WHERE workspace_id = {p0:UInt32})) AS s0
SELECT s0.1 AS everybody,
  bitmapAndnot(everybody, bitmapBuild(emptyArrayUInt32())) AS m0
-- p0 = 1
