-- Where a file said that the parcels of one order have been.
SELECT at, is_exact, step, carrier, tail
FROM logistics FINAL
WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32} AND order_no = {number:String}
  AND told_by = 'file'
ORDER BY at, move_key
