-- Orders of a period with a line of a category, or of a product of a shop, and what such lines sold.
SELECT
    o.shop_id AS shop_id, o.order_no AS order_no, o.customer_id AS customer_id,
    o.kind AS kind, o.status AS status, o.ordered_at AS ordered_at,
    o.amount AS amount, o.refund AS refund, l.value AS value
FROM (
    SELECT shop_id, order_no, sum(amount) AS value
    FROM order_lines FINAL
    WHERE workspace_id = {workspace:UInt32} /*shops: shop_id*/
      AND kind = 'sale'
      AND ordered_at >= fromUnixTimestamp64Milli({start:Int64})
      AND ordered_at < fromUnixTimestamp64Milli({end:Int64})
      AND if(
          {of_product:UInt8} = 1,
          shop_id = {shop:UInt32} AND sku = {sku:String},
          /*own*/category = {category:String}
      )
    GROUP BY shop_id, order_no
) AS l
INNER JOIN (
    SELECT shop_id, order_no, customer_id, kind, status, ordered_at, amount, refund
    FROM orders FINAL
    WHERE workspace_id = {workspace:UInt32} /*shops: shop_id*/ AND left_out = ''
      AND status != 'cancelled'
      AND ordered_at >= fromUnixTimestamp64Milli({start:Int64})
      AND ordered_at < fromUnixTimestamp64Milli({end:Int64})
) AS o ON o.shop_id = l.shop_id AND o.order_no = l.order_no
