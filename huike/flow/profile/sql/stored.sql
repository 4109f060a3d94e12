(
    SELECT
        workspace_id, customer_id, orders, spend, refunds, net, average_order, first_order_at,
        last_order_at, interval_days, recency, frequency, monetary, rfm_segment, stage,
        favourite_categories, favourite_category, days_to_ship, days_to_sign, last_signed_at,
        favourites, /* more */
    FROM traits FINAL
    WHERE workspace_id = {ws:UInt32}
      AND customer_id NOT IN (
          -- Gone now: who was merged once may have been taken apart again.
          SELECT customer_id FROM customers
          WHERE workspace_id = {ws:UInt32} AND customer_id IN (
              SELECT customer_id FROM customers WHERE workspace_id = {ws:UInt32} AND is_deleted = 1
          )
          GROUP BY customer_id
          HAVING argMax(is_deleted, version) = 1
      )
    UNION ALL
    -- Who came after the last refresh: numbers only rise, so they stand behind the stored ones.
    SELECT
        workspace_id, customer_id,
        toUInt32(0) AS orders, toInt64(0) AS spend, toInt64(0) AS refunds, toInt64(0) AS net,
        toInt64(0) AS average_order,
        CAST(NULL, 'Nullable(DateTime64(3, \'UTC\'))') AS first_order_at,
        CAST(NULL, 'Nullable(DateTime64(3, \'UTC\'))') AS last_order_at,
        CAST(NULL, 'Nullable(Float32)') AS interval_days,
        toUInt8(0) AS recency, toUInt8(0) AS frequency, toUInt8(0) AS monetary,
        'none' AS rfm_segment, 'prospect' AS stage,
        CAST([], 'Array(String)') AS favourite_categories, '' AS favourite_category,
        CAST(NULL, 'Nullable(Float32)') AS days_to_ship,
        CAST(NULL, 'Nullable(Float32)') AS days_to_sign,
        CAST(NULL, 'Nullable(DateTime64(3, \'UTC\'))') AS last_signed_at,
        toUInt32(0) AS favourites, /* no more */
    FROM customers FINAL
    WHERE workspace_id = {ws:UInt32}
      AND customer_id > (SELECT max(customer_id) FROM traits WHERE workspace_id = {ws:UInt32})
)
