-- When a broadcast's people were assigned: the first and the last moment.
SELECT
    toUnixTimestamp64Milli(min(at)) AS first_at,
    toUnixTimestamp64Milli(max(at)) AS last_at,
    count() AS people
FROM exposures FINAL
WHERE workspace_id = {workspace:UInt32}
  AND experiment = 'broadcast' AND experiment_id = {broadcast:UInt64}
