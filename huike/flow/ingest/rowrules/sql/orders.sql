-- Lines that have landed of late, and those of them that a rule would hold back or warn of.
SELECT
    count() AS seen,
    uniqExact(order_no) AS orders,
    countIf(is_broken) AS broken,
    uniqExactIf(order_no, is_broken) AS broken_orders
FROM (
    SELECT order_no, /*test*/ AS is_broken
    FROM order_lines FINAL
    WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32}
        AND landed_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
)
