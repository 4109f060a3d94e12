-- What messages may say of some customers, by their traits; those without an order have zeros.
SELECT
    c.customer_id AS customer_id,
    c.attributes AS attributes,
    t.orders AS orders,
    t.spend AS spend,
    t.net AS net,
    t.average_order AS average_order,
    t.first_order_at AS first_order_at,
    t.last_order_at AS last_order_at,
    t.rfm_segment AS rfm_segment,
    t.stage AS stage,
    t.favourite_category AS favourite_category,
    t.favourite_categories AS favourite_categories
FROM (
    SELECT customer_id, attributes FROM customers FINAL
    WHERE workspace_id = {workspace:UInt32} AND customer_id IN (SELECT id FROM /* ids */)
) AS c
LEFT JOIN (
    SELECT * FROM traits FINAL
    WHERE workspace_id = {workspace:UInt32} AND customer_id IN (SELECT id FROM /* ids */)
) AS t ON t.customer_id = c.customer_id
