-- A broadcast summed up, one row an arm.
SELECT
    arm,
    count() AS people,
    countIf(ending = 'sent') AS sent,
    countIf(has(acts, 'sent') AND NOT has(acts, 'bounced')) AS delivered,
    countIf(has(acts, 'sent') AND hasAny(acts, ['opened', 'clicked'])) AS opened,
    countIf(has(acts, 'sent') AND has(acts, 'clicked')) AS clicked,
    countIf(has(acts, 'sent') AND orders_after_click > 0) AS ordered,
    countIf(has(acts, 'unsubscribed')) AS unsubscribed,
    countIf(ending = 'refused') AS refused,
    countIf(ending = 'failed') AS failed,
    countIf(ending = 'unknown') AS unknown,
    countIf(ending = '') AS waiting,
    countIf(orders > 0) AS buyers,
    countIf(revenue > 0) AS payers,
    sum(p.orders) AS total_orders,
    sum(p.revenue) AS total_revenue,
    sum(revenue_after_click) AS total_revenue_after_click,
    avg(p.revenue) AS revenue_mean,
    if(people > 1, varSampStable(toFloat64(p.revenue)), 0) AS revenue_variance,
    avg(p.orders) AS orders_mean,
    if(people > 1, varSampStable(toFloat64(p.orders)), 0) AS orders_variance
FROM /*from broadcast_people*/ AS p
GROUP BY arm
