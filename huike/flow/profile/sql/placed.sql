-- Where somebody is, as far as a source said it in an attribute of this name.
SELECT
    customer_id,
    arrayFirst(one -> one != '', [attributes['province'], attributes['省份'], attributes['省']]) AS province,
    arrayFirst(one -> one != '', [attributes['city'], attributes['城市'], attributes['市']]) AS city
FROM /* source */
WHERE workspace_id = {ws:UInt32}
  AND ({all_shops:UInt8} = 1 OR hasAny(shop_ids, {shops:Array(UInt32)}))
