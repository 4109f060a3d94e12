SELECT segment_id
FROM memberships FINAL
WHERE workspace_id = {ws:UInt32} AND bitmapContains(members, {customer:UInt32})
ORDER BY segment_id
