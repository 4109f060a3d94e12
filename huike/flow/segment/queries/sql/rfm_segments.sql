SELECT rfm_segment AS value, value AS label, count() AS customers
FROM traits FINAL
WHERE workspace_id = {workspace_id:UInt32} AND value != ''
  AND position(lower(value), lower({q:String})) > 0
GROUP BY value
ORDER BY customers DESC, value
LIMIT 50
