-- The products of the shop as they stand, and those of them that a rule would hold back or warn of.
SELECT
    count() AS seen,
    0 AS orders,
    countIf(/*test*/) AS broken,
    0 AS broken_orders
FROM products FINAL
WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32}
