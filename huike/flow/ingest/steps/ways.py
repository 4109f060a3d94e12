"""The kinds of rows and how each comes in."""

from huike.flow.ingest.rules import encounters
from huike.flow.ingest.steps.way import Way
from huike.flow.ingest.steps.way_customers import CustomersWay
from huike.flow.ingest.steps.way_encounters import EncountersWay
from huike.flow.ingest.steps.way_orders import OrdersWay
from huike.flow.ingest.steps.way_products import ProductsWay
from huike.flow.ingest.steps.way_reviews import ReviewsWay

WAYS: dict[str, Way] = {
    "orders": OrdersWay(),
    "customers": CustomersWay(),
    "products": ProductsWay(),
    "reviews": ReviewsWay(),
    **{one.kind: EncountersWay(one) for one in encounters.SORTS},
}
