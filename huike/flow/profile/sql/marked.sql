-- How many products somebody has among their favourites: the last word of each counts.
SELECT customer_id, count() AS favourites
FROM (
    SELECT customer_id, shop_id, sku
    FROM /* source */
    WHERE workspace_id = {ws:UInt32} AND customer_id > 0
      AND ({all_shops:UInt8} = 1 OR shop_id IN {shops:Array(UInt32)})
    GROUP BY customer_id, shop_id, sku
    HAVING argMax(is_favourite, version) = 1
)
GROUP BY customer_id
