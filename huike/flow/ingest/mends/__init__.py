"""Mending many rows that were set aside at once."""
