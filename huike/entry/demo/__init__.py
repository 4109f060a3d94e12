"""The demo: a year of a real grocery shop, one broadcast, and six weeks of orders arriving."""
