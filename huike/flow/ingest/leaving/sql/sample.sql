SELECT shop_id, order_no, kind, status, ordered_at, amount, left_out
FROM orders FINAL
WHERE workspace_id = {workspace:UInt32} AND shop_id IN {shops:Array(UInt32)} AND (/*test*/)
ORDER BY ordered_at DESC, shop_id, order_no
LIMIT {most:UInt32}
