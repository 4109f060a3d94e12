"""Orders that count nowhere: tests, and what staff bought (decision 22)."""
