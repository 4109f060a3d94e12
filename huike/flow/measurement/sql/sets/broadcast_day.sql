-- People who did an act on a local day of a broadcast, and what they spent by it.
SELECT customer_id, value
FROM /*from broadcast_acts*/ AS a
WHERE day = {day:Date} AND act = {act:String}
