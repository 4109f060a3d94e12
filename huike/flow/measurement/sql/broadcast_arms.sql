-- Everybody assigned to a broadcast and their arm; whoever is in two leaves the analysis.
SELECT customer_id, any(arm) AS arm, min(at) AS exposed_at
FROM /*people exposures*/ AS exposures
WHERE workspace_id = {workspace:UInt32}
  AND experiment = 'broadcast' AND experiment_id = {broadcast:UInt64} /*visible: customer_id*/
GROUP BY customer_id
HAVING uniqExact(exposures.arm) = 1
