SELECT
    count() AS orders,
    sumIf(amount, kind = 'sale') AS amount,
    uniqExactIf(customer_id, customer_id != 0) AS buyers,
    countIf(left_out != '') AS already,
    countIf(concat(toString(shop_id), '/', order_no) IN {counts:Array(String)}) AS said
FROM (
    SELECT * FROM orders FINAL
    WHERE workspace_id = {workspace:UInt32} AND shop_id IN {shops:Array(UInt32)} AND (/*test*/)
)
