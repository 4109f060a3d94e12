"""Customers who may be one person though no identifier says so: found and scored."""
