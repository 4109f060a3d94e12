-- What happened on each local day of a broadcast: people by act among the treated.
SELECT day, act, count() AS people, sum(value) AS amount
FROM /*from broadcast_acts*/ AS a
GROUP BY day, act
ORDER BY day, act
