-- Customers with orders by score of recency and frequency, and what they have spent in all.
SELECT recency, frequency, count() AS people, sum(spend) AS revenue
FROM /*traits*/ AS t
WHERE recency > 0 AND frequency > 0
GROUP BY recency, frequency
ORDER BY recency, frequency
