"""The warehouse's tables: facts that only grow, and what is computed from them (decision 2)."""

from huike.base.warehouse.facade import Table
from huike.library.facts.packing import KIND as _KIND
from huike.library.facts.packing import TIME as _TIME
from huike.library.facts.packing import stored as _stored
from huike.library.facts.particulars import (
    FAVOURITES,
    LOGISTICS,
    ORDER_COUPONS,
    PAYMENTS,
    PRODUCT_CHANGES,
    REVIEWS,
)

CUSTOMERS = _stored(
    Table(
        name="customers",
        columns={
            "workspace_id": "UInt32",
            "customer_id": "UInt32",
            "created_at": _TIME,
            "shop_ids": "Array(UInt32)",
            "has_email": "UInt8",
            "has_phone": "UInt8",
            "has_user_id": "UInt8",
            "attributes": "Map(LowCardinality(String), String)",
            "version": "UInt64",
            "is_deleted": "UInt8",
        },
        order_by="(workspace_id, customer_id)",
        kind="replacing",
        deleted="is_deleted",
    )
)

ORDERS = _stored(
    Table(
        name="orders",
        columns={
            "workspace_id": "UInt32",
            "shop_id": "UInt32",
            "order_no": "String",
            "customer_id": "UInt32",
            "origin_id": "UInt32",
            "kind": _KIND,
            "status": _KIND,
            "ordered_at": _TIME,
            "amount": "Int64",
            "refund": "Int64",
            "discount": "Int64",
            "quantity": "Int64",
            "line_count": "UInt32",
            "currency": _KIND,
            "currency_amount": "Int64",
            "landed_at": _TIME,
            "batch_id": "UInt64",
            "version": "UInt64",
            "is_deleted": "UInt8",
            "left_out": _KIND,  # why it counts nowhere: a test, or what staff bought (decision 22)
        },
        order_by="(workspace_id, shop_id, order_no)",
        partition_by="toYYYYMM(ordered_at)",
        kind="replacing",
        deleted="is_deleted",
    )
)

ORDER_LINES = _stored(
    Table(
        name="order_lines",
        columns={
            "workspace_id": "UInt32",
            "shop_id": "UInt32",
            "order_no": "String",
            "line_key": "UInt64",
            "sku": "String",
            "product_id": "UInt64",
            "category": _KIND,
            "customer_id": "UInt32",
            "origin_id": "UInt32",
            "kind": _KIND,
            "ordered_at": _TIME,
            "quantity": "Int64",
            "unit_price": "Int64",
            "amount": "Int64",
            "discount": "Int64",
            "landed_at": _TIME,
            "batch_id": "UInt64",
            "version": "UInt64",
            "is_deleted": "UInt8",
        },
        order_by="(workspace_id, shop_id, order_no, line_key)",
        partition_by="toYYYYMM(ordered_at)",
        kind="replacing",
        deleted="is_deleted",
    )
)

# What events have told of orders, message by message: an order is worked out from all of them.
ORDER_EVENTS = _stored(
    Table(
        name="order_events",
        columns={
            "workspace_id": "UInt32",
            "shop_id": "UInt32",
            "order_no": "String",
            "message_id": "String",
            "event": _KIND,
            "act": _KIND,
            "customer_id": "UInt32",
            "origin_id": "UInt32",
            "is_known": "UInt8",
            "source_id": "UInt32",
            "occurred_at": _TIME,
            "landed_at": _TIME,
            "said": "String",
            "problem": _KIND,
            "place": "String",
            "batch_id": "UInt64",
            "version": "UInt64",
        },
        order_by="(workspace_id, shop_id, order_no, message_id)",
        kind="replacing",
    )
)

PRODUCTS = _stored(
    Table(
        name="products",
        columns={
            "workspace_id": "UInt32",
            "shop_id": "UInt32",
            "sku": "String",
            "product_id": "UInt64",
            "title": "String",
            "category": _KIND,
            "department": _KIND,
            "brand": _KIND,
            "price": "Nullable(Int64)",
            "attributes": "Map(LowCardinality(String), String)",
            "version": "UInt64",
            "is_deleted": "UInt8",
            "unit": _KIND,  # a code where it is known, else as it was written (decision 31)
            "unit_written": _KIND,
        },
        order_by="(workspace_id, shop_id, sku)",
        kind="replacing",
        deleted="is_deleted",
        spread="everywhere",
    )
)

EVENTS = _stored(
    Table(
        name="events",
        columns={
            "workspace_id": "UInt32",
            "event": _KIND,
            "customer_id": "UInt32",
            "origin_id": "UInt32",
            "shop_id": "UInt32",
            "occurred_at": _TIME,
            "landed_at": _TIME,
            "message_id": "String",
            "props": "String",
            "batch_id": "UInt64",
        },
        order_by="(workspace_id, event, customer_id, occurred_at)",
        partition_by="toYYYYMM(occurred_at)",
    )
)

CONSENTS = _stored(
    Table(
        name="consents",
        columns={
            "workspace_id": "UInt32",
            "customer_id": "UInt32",
            "purpose": _KIND,
            "channel": _KIND,
            "state": _KIND,
            "changed_at": _TIME,
            "version": "UInt64",
        },
        order_by="(workspace_id, purpose, channel, customer_id)",
        kind="replacing",
    )
)

MESSAGES = _stored(
    Table(
        name="messages",
        columns={
            "workspace_id": "UInt32",
            "customer_id": "UInt32",
            "message_id": "UInt64",
            "source": _KIND,
            "source_id": "UInt64",
            "channel": _KIND,
            "kind": _KIND,
            "reason": _KIND,
            "at": _TIME,
            "link": "String",
            "batch_id": "UInt64",
        },
        order_by="(workspace_id, source, source_id, kind, customer_id)",
        partition_by="toYYYYMM(at)",
    )
)

EXPOSURES = _stored(
    Table(
        name="exposures",
        columns={
            "workspace_id": "UInt32",
            "experiment": _KIND,
            "experiment_id": "UInt64",
            "customer_id": "UInt32",
            "arm": _KIND,
            "at": _TIME,
            "version": "UInt64",
        },
        order_by="(workspace_id, experiment, experiment_id, customer_id)",
        kind="replacing",
    )
)

# What follows from facts beside the figures of orders.
MORE_TRAITS = {
    "cancelled_orders": "UInt32",
    "largest_order": "Int64",
    "return_rate": "Nullable(Float32)",
    "discount_share": "Nullable(Float32)",
    "coupons_used": "UInt32",
    "shops_bought": "UInt32",
    "preferred_weekday": _KIND,
    "preferred_hour": "Nullable(UInt8)",
    "reviews_written": "UInt32",
    "mean_stars": "Nullable(Float32)",
    "last_review_at": f"Nullable({_TIME})",
    "service_contacts": "UInt32",
    "last_contact_at": f"Nullable({_TIME})",
    "store_visits": "UInt32",
    "last_active_at": f"Nullable({_TIME})",
    "province": _KIND,
    "city": _KIND,
}

TRAITS = _stored(
    Table(
        name="traits",
        columns={
            "workspace_id": "UInt32",
            "customer_id": "UInt32",
            "orders": "UInt32",
            "spend": "Int64",
            "refunds": "Int64",
            "net": "Int64",
            "average_order": "Int64",
            "first_order_at": f"Nullable({_TIME})",
            "last_order_at": f"Nullable({_TIME})",
            "interval_days": "Nullable(Float32)",
            "recency": "UInt8",
            "frequency": "UInt8",
            "monetary": "UInt8",
            "rfm_segment": _KIND,
            "stage": _KIND,
            "favourite_categories": "Array(String)",
            "favourite_category": _KIND,
            "days_to_ship": "Nullable(Float32)",
            "days_to_sign": "Nullable(Float32)",
            "last_signed_at": f"Nullable({_TIME})",
            "favourites": "UInt32",
            "version": "UInt64",
            **MORE_TRAITS,
        },
        order_by="(workspace_id, customer_id)",
        kind="replacing",
    )
)

MEMBERSHIPS = _stored(
    Table(
        name="memberships",
        columns={
            "workspace_id": "UInt32",
            "segment_id": "UInt64",
            "members": "AggregateFunction(groupBitmap, UInt32)",
            "count": "UInt64",
            "version": "UInt64",
        },
        order_by="(workspace_id, segment_id)",
        kind="replacing",
        spread="everywhere",
    )
)

# Who a person turned out to be: facts keep the id they landed with until they are written again.
OVERRIDES = _stored(
    Table(
        name="overrides",
        columns={
            "workspace_id": "UInt32",
            "customer_id": "UInt32",
            "survivor_id": "UInt32",
            "version": "UInt64",
            "is_deleted": "UInt8",
        },
        order_by="(workspace_id, customer_id)",
        kind="replacing",
        deleted="is_deleted",
        spread="everywhere",
    )
)

# Which own category is meant by what a shop writes (0: any shop); facts keep what was written.
CATEGORY_NAMES = _stored(
    Table(
        name="category_names",
        columns={
            "workspace_id": "UInt32",
            "shop_id": "UInt32",
            "written": "String",
            "own": "String",
            "version": "UInt64",
            "is_deleted": "UInt8",
        },
        order_by="(workspace_id, shop_id, written)",
        kind="replacing",
        deleted="is_deleted",
        spread="everywhere",
    )
)

TABLES = [
    CUSTOMERS,
    ORDERS,
    ORDER_LINES,
    PRODUCTS,
    EVENTS,
    CONSENTS,
    MESSAGES,
    EXPOSURES,
    TRAITS,
    MEMBERSHIPS,
    OVERRIDES,
    ORDER_EVENTS,
    PAYMENTS,
    ORDER_COUPONS,
    REVIEWS,
    LOGISTICS,
    FAVOURITES,
    PRODUCT_CHANGES,
    CATEGORY_NAMES,
]
