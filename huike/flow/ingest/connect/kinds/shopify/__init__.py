"""Shopify, by its GraphQL Admin API."""
