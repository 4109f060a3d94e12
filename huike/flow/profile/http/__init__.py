"""Customers and orders over HTTP: lists, one customer, saved views, exports, settings of traits."""

from huike.flow.profile.http import (
    alike,
    attachments,
    customers,
    exports,
    groups,
    notes,
    orders,
    records,
    settings,
    splits,
    values,
    views,
)
from huike.flow.profile.http.routing import orders_router, router

__all__ = [
    "alike",
    "attachments",
    "customers",
    "exports",
    "groups",
    "notes",
    "orders",
    "orders_router",
    "records",
    "router",
    "settings",
    "splits",
    "values",
    "views",
]
