SELECT customer_id, left_out
FROM orders FINAL
WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32} AND order_no = {number:String}
