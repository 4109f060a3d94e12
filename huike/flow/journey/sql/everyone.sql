-- All customers that a reader of some shops may see (every = 1: of all shops).
SELECT customer_id
FROM customers FINAL
WHERE workspace_id = {workspace:UInt32}
  AND (
    {every:UInt8} = 1
    OR hasAny(shop_ids, {shops:Array(UInt32)})
    OR customer_id IN (
      SELECT customer_id
      FROM orders FINAL
      WHERE workspace_id = {workspace:UInt32} AND shop_id IN {shops:Array(UInt32)}
    )
  )
ORDER BY customer_id
