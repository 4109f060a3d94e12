-- What a product sold, month by month of the workspace.
SELECT
    toStartOfMonth(toTimeZone(ordered_at, {zone:String})) AS month,
    sumIf(quantity, kind = 'sale') AS pieces,
    sumIf(amount, kind = 'sale') AS revenue,
    uniqExactIf(order_no, kind = 'sale') AS orders,
    sumIf(abs(quantity), kind = 'return') AS returned
FROM order_lines FINAL
WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32} AND sku = {sku:String}
  AND kind IN ('sale', 'return')
  AND (shop_id, order_no) NOT IN (/*not_counted*/)
GROUP BY month
ORDER BY month
