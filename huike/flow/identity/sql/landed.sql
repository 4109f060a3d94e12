SELECT intDiv(customer_id, {range:UInt32}) AS part, count(), sum(version)
FROM customers FINAL
WHERE workspace_id = {workspace:UInt32}
GROUP BY part
