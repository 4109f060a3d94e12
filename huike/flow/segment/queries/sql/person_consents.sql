SELECT purpose, channel, state
FROM consents FINAL
WHERE workspace_id = {workspace_id:UInt32} AND customer_id = {customer_id:UInt32}
  AND state != ''
