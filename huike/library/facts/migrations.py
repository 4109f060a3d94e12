"""The steps that bring a warehouse to these tables."""

from huike.base.warehouse.facade import Migration
from huike.library.facts.tables import ORDER_EVENTS, TABLES

_FIRST = [table for table in TABLES if table is not ORDER_EVENTS]

MIGRATIONS = [
    Migration(number=1, name="first_tables", changes=_FIRST),
    Migration(number=2, name="order_events", changes=[ORDER_EVENTS]),
]
