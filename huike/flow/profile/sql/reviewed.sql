-- What somebody wrote of products; stars of 0 are unknown.
SELECT
    customer_id,
    toUInt32(count()) AS reviews_written,
    toFloat32(avgOrNullIf(stars, stars > 0)) AS mean_stars,
    max(written_at) AS last_review_at
FROM /* source */
WHERE workspace_id = {ws:UInt32} AND customer_id > 0
  AND ({all_shops:UInt8} = 1 OR shop_id IN {shops:Array(UInt32)})
GROUP BY customer_id
