SELECT shop_id, order_no, sku, /*own*/category AS category, quantity, unit_price, amount, discount
FROM order_lines FINAL
WHERE workspace_id = {ws:UInt32}
  AND (shop_id, order_no) IN (
      SELECT wanted.1, wanted.2
      FROM (SELECT arrayJoin(arrayZip({shops:Array(UInt32)}, {numbers:Array(String)})) AS wanted)
  )
ORDER BY shop_id, order_no, amount DESC, sku, line_key
LIMIT 5000
