"""The demo: a year of a grocery shop, one broadcast, and six weeks of orders arriving."""
