-- Orders that are to be marked otherwise than they are. The version stays: of two rows with one
-- version the later stands.
INSERT INTO orders
SELECT o.* EXCEPT (wanted) REPLACE (o.wanted AS left_out, fromUnixTimestamp64Milli({at:Int64}, 'UTC') AS landed_at)
FROM (
    SELECT *, /*wanted*/ AS wanted
    FROM orders FINAL
    WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32} AND /*narrowed*/
) AS o
WHERE o.left_out != o.wanted
SETTINGS insert_deduplicate = 0
