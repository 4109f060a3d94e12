"""Models of customers: pure functions on arrays and tables; no store, no web, no clock."""
