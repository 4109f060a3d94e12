SELECT * FROM logistics FINAL
WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32}
  AND order_no IN {numbers:Array(String)}
