"""The steps that bring a warehouse to these tables."""

from huike.base.warehouse.facade import Migration
from huike.library.facts.particulars import ORDER_COUPONS, PAYMENTS, REVIEWS
from huike.library.facts.tables import ORDER_EVENTS, TABLES

_LATER = (ORDER_EVENTS, PAYMENTS, ORDER_COUPONS, REVIEWS)
_FIRST = [table for table in TABLES if table not in _LATER]

MIGRATIONS = [
    Migration(number=1, name="first_tables", changes=_FIRST),
    Migration(number=2, name="order_events", changes=[ORDER_EVENTS]),
    Migration(number=3, name="payments_and_coupons", changes=[PAYMENTS, ORDER_COUPONS]),
    Migration(number=4, name="reviews", changes=[REVIEWS]),
]
