SELECT coupon
FROM order_coupons FINAL
WHERE workspace_id = {ws:UInt32} AND shop_id = {shop:UInt32} AND order_no = {number:String}
ORDER BY coupon
LIMIT 200
