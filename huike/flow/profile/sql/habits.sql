-- How somebody buys: weekday and hour are those of most orders in the workspace's zone, the first of equals.
SELECT
    customer_id,
    toUInt32(countIf(kind = 'sale' AND status = 'cancelled')) AS cancelled_orders,
    maxIf(amount, kind = 'sale' AND status != 'cancelled') AS largest_order,
    if(sales = 0, NULL, toFloat32(least(1, countIf(refund > 0) / sales))) AS return_rate,
    if(before_discount <= 0, NULL,
       toFloat32(sumIf(discount, kind = 'sale' AND status != 'cancelled') / before_discount)) AS discount_share,
    toUInt32(uniqExactIf(shop_id, kind = 'sale' AND status != 'cancelled')) AS shops_bought,
    ['', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'][1 + arraySort(
        (day, often) -> (-often, day), arrayDistinct(days) AS each_day,
        arrayMap(day -> countEqual(days, day), each_day))[1]] AS preferred_weekday,
    if(empty(hours), NULL, arraySort(
        (hour, often) -> (-often, hour), arrayDistinct(hours) AS each_hour,
        arrayMap(hour -> countEqual(hours, hour), each_hour))[1]) AS preferred_hour,
    countIf(kind = 'sale' AND status != 'cancelled') AS sales,
    sumIf(amount + discount, kind = 'sale' AND status != 'cancelled') AS before_discount,
    groupArrayIf(toDayOfWeek(ordered_at, 0, {zone:String}), kind = 'sale' AND status != 'cancelled') AS days,
    groupArrayIf(toHour(ordered_at, {zone:String}), kind = 'sale' AND status != 'cancelled') AS hours
FROM /* source */
WHERE workspace_id = {ws:UInt32} AND left_out = '' AND customer_id > 0
  AND ({all_shops:UInt8} = 1 OR shop_id IN {shops:Array(UInt32)})
GROUP BY customer_id
