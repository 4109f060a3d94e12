"""Customers and orders over HTTP: lists, one customer, saved views, exports, settings of traits."""

from huike.flow.profile.http import customers, exports, orders, settings, views
from huike.flow.profile.http.routing import orders_router, router

__all__ = ["customers", "exports", "orders", "orders_router", "router", "settings", "views"]
