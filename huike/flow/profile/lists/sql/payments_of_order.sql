SELECT method, payment_no, paid_at, is_exact, amount, currency, currency_amount, told_by
FROM payments FINAL
WHERE workspace_id = {ws:UInt32} AND shop_id = {shop:UInt32} AND order_no = {number:String}
ORDER BY paid_at, payment_key
LIMIT 200
