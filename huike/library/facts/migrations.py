"""The steps that bring a warehouse to these tables."""

from huike.base.warehouse.facade import Migration, MoreColumns
from huike.library.facts.particulars import (
    FAVOURITES,
    LOGISTICS,
    ORDER_COUPONS,
    PAYMENTS,
    PRODUCT_CHANGES,
    REVIEWS,
)
from huike.library.facts.tables import (
    CATEGORY_NAMES,
    MORE_TRAITS,
    ORDER_EVENTS,
    ORDERS,
    PRODUCTS,
    TABLES,
    TRAITS,
)

_LATER = (
    ORDER_EVENTS,
    PAYMENTS,
    ORDER_COUPONS,
    REVIEWS,
    LOGISTICS,
    FAVOURITES,
    PRODUCT_CHANGES,
    CATEGORY_NAMES,
)
_NEW_TRAITS = ("days_to_ship", "days_to_sign", "last_signed_at", "favourites")
_FIRST = [table for table in TABLES if table not in _LATER]

MIGRATIONS = [
    Migration(number=1, name="first_tables", changes=_FIRST),
    Migration(number=2, name="order_events", changes=[ORDER_EVENTS]),
    Migration(number=3, name="payments_and_coupons", changes=[PAYMENTS, ORDER_COUPONS]),
    Migration(number=4, name="reviews", changes=[REVIEWS]),
    Migration(
        number=5,
        name="logistics_and_favourites",
        changes=[LOGISTICS, FAVOURITES, MoreColumns(table=TRAITS, names=_NEW_TRAITS)],
    ),
    Migration(
        number=6,
        name="orders_left_out",
        changes=[MoreColumns(table=ORDERS, names=["left_out"])],
    ),
    Migration(number=7, name="product_changes", changes=[PRODUCT_CHANGES]),
    Migration(
        number=8,
        name="units_of_products",
        changes=[MoreColumns(table=PRODUCTS, names=["unit", "unit_written"])],
    ),
    Migration(number=9, name="category_names", changes=[CATEGORY_NAMES]),
    Migration(
        number=10,
        name="more_traits",
        changes=[MoreColumns(table=TRAITS, names=list(MORE_TRAITS))],
    ),
]
