-- What somebody did beside buying, as events tell it.
SELECT
    customer_id,
    toUInt32(countIf(event = 'Service Contacted')) AS service_contacts,
    maxOrNullIf(occurred_at, event = 'Service Contacted') AS last_contact_at,
    toUInt32(countIf(event = 'Store Visited')) AS store_visits,
    maxOrNull(occurred_at) AS last_active_at
FROM /* source */
WHERE workspace_id = {ws:UInt32} AND customer_id > 0
  AND ({all_shops:UInt8} = 1 OR shop_id IN {shops:Array(UInt32)})
GROUP BY customer_id
