WITH
    known AS (
        SELECT customer_id FROM customers FINAL
        WHERE workspace_id = {ws:UInt32}
          AND ({all_shops:UInt8} = 1 OR hasAny(shop_ids, {shops:Array(UInt32)}))
    ),
    liked AS (
        SELECT
            customer_id,
            arrayMap(
                one -> one.2,
                arraySlice(arraySort(groupArray((-bought, category))), 1, 3)
            ) AS categories
        FROM (
            SELECT customer_id, toString(/*own*/category) AS category, sum(amount) AS bought
            FROM order_lines FINAL
            WHERE workspace_id = {ws:UInt32} AND customer_id > 0 AND kind = 'sale' AND category != ''
              AND ({all_shops:UInt8} = 1 OR shop_id IN {shops:Array(UInt32)})
              AND (shop_id, order_no) NOT IN (
                  SELECT shop_id, order_no FROM orders FINAL
                  WHERE workspace_id = {ws:UInt32} AND (status = 'cancelled' OR left_out != '')
              )
            GROUP BY customer_id, category
        )
        GROUP BY customer_id
    )
SELECT
    toUInt32({ws:UInt32}) AS workspace_id,
    known.customer_id AS customer_id,
    counted.orders AS orders,
    counted.spend AS spend,
    counted.refunds AS refunds,
    counted.net AS net,
    if(orders = 0, 0, toInt64(roundBankers(spend / orders))) AS average_order,
    counted.first_order_at AS first_order_at,
    counted.last_order_at AS last_order_at,
    if(orders > 1,
       toFloat32(dateDiff('second', assumeNotNull(first_order_at), assumeNotNull(last_order_at)) / 86400 / (orders - 1)),
       NULL) AS interval_days,
    if(orders = 0, 0, 5 - arrayCount(cut -> since_last > cut, {recency_cuts:Array(Float64)})) AS recency,
    if(orders = 0, 0, 1 + arrayCount(cut -> orders > cut, {frequency_cuts:Array(Float64)})) AS frequency,
    if(orders = 0, 0, 1 + arrayCount(cut -> net > cut, {monetary_cuts:Array(Float64)})) AS monetary,
    if(orders = 0, 'none',
       {rfm_segments:Array(String)}[1 + (monetary < 4) * 4 + (recency < 4) * 2 + (frequency < 4)]) AS rfm_segment,
    multiIf(
        orders = 0, 'prospect',
        since_last > {lost_days:Float64}, 'lost',
        since_last > {at_risk_days:Float64}, 'at_risk',
        last_gap > {lost_days:Float64}, 'won_back',
        orders >= {loyal_orders:UInt32}, 'loyal',
        since_first <= {new_days:Float64}, 'new',
        'active') AS stage,
    liked.categories AS favourite_categories,
    favourite_categories[1] AS favourite_category,
    sent.days_to_ship AS days_to_ship,
    sent.days_to_sign AS days_to_sign,
    sent.last_signed_at AS last_signed_at,
    toUInt32(marked.favourites) AS favourites,
    habits.cancelled_orders AS cancelled_orders,
    habits.largest_order AS largest_order,
    habits.return_rate AS return_rate,
    habits.discount_share AS discount_share,
    habits.shops_bought AS shops_bought,
    habits.preferred_weekday AS preferred_weekday,
    habits.preferred_hour AS preferred_hour,
    redeemed.coupons_used AS coupons_used,
    reviewed.reviews_written AS reviews_written,
    reviewed.mean_stars AS mean_stars,
    reviewed.last_review_at AS last_review_at,
    noticed.service_contacts AS service_contacts,
    noticed.last_contact_at AS last_contact_at,
    noticed.store_visits AS store_visits,
    noticed.last_active_at AS last_active_at,
    placed.province AS province,
    placed.city AS city,
    toUInt64({version:UInt64}) AS version,
    dateDiff('second', ifNull(last_order_at, {now:DateTime64(3, 'UTC')}), {now:DateTime64(3, 'UTC')}) / 86400 AS since_last,
    dateDiff('second', ifNull(first_order_at, {now:DateTime64(3, 'UTC')}), {now:DateTime64(3, 'UTC')}) / 86400 AS since_first,
    if(length(counted.newest) > 1, (counted.newest[2] - counted.newest[1]) / 86400000, 0) AS last_gap
FROM known
LEFT JOIN (/* counted */) AS counted ON known.customer_id = counted.customer_id
LEFT JOIN liked ON known.customer_id = liked.customer_id
LEFT JOIN (/* sent */) AS sent ON known.customer_id = sent.customer_id
LEFT JOIN (/* marked */) AS marked ON known.customer_id = marked.customer_id
LEFT JOIN (/* habits */) AS habits ON known.customer_id = habits.customer_id
LEFT JOIN (/* redeemed */) AS redeemed ON known.customer_id = redeemed.customer_id
LEFT JOIN (/* reviewed */) AS reviewed ON known.customer_id = reviewed.customer_id
LEFT JOIN (/* noticed */) AS noticed ON known.customer_id = noticed.customer_id
LEFT JOIN (/* placed */) AS placed ON known.customer_id = placed.customer_id
