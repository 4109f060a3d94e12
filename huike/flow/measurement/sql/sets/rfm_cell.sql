-- Customers with one score of recency and frequency, and what they have spent in all.
SELECT customer_id, spend AS value
FROM /*traits*/ AS t
WHERE recency = {recency:UInt8} AND frequency = {frequency:UInt8}
