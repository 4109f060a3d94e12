"""Tables of what belongs to an order or a product beside it (decision 19).

`customer_id` is whoever a row landed with (`origin_id`); whose it is now follows from `overrides`
while it is read.
"""

from huike.base.warehouse.facade import Table
from huike.library.facts.packing import KIND, TIME, stored

# Not by month: when money came may be told anew, and a row must not change its partition.
PAYMENTS = stored(
    Table(
        name="payments",
        columns={
            "workspace_id": "UInt32",
            "shop_id": "UInt32",
            "order_no": "String",
            "payment_key": "UInt64",
            "customer_id": "UInt32",
            "origin_id": "UInt32",
            "told_by": KIND,
            "method": KIND,
            "payment_no": "String",
            "paid_at": TIME,
            "is_exact": "UInt8",
            "amount": "Int64",
            "currency": KIND,
            "currency_amount": "Int64",
            "landed_at": TIME,
            "batch_id": "UInt64",
            "version": "UInt64",
            "is_deleted": "UInt8",
        },
        order_by="(workspace_id, shop_id, order_no, payment_key)",
        kind="replacing",
        deleted="is_deleted",
    )
)

ORDER_COUPONS = stored(
    Table(
        name="order_coupons",
        columns={
            "workspace_id": "UInt32",
            "shop_id": "UInt32",
            "order_no": "String",
            "coupon": "String",
            "customer_id": "UInt32",
            "origin_id": "UInt32",
            "told_by": KIND,
            "used_at": TIME,
            "landed_at": TIME,
            "batch_id": "UInt64",
            "version": "UInt64",
            "is_deleted": "UInt8",
        },
        order_by="(workspace_id, shop_id, order_no, coupon)",
        kind="replacing",
        deleted="is_deleted",
    )
)

# Not by month either. A parcel's number leads to where somebody lives: its last signs stand here.
LOGISTICS = stored(
    Table(
        name="logistics",
        columns={
            "workspace_id": "UInt32",
            "shop_id": "UInt32",
            "order_no": "String",
            "move_key": "UInt64",
            "customer_id": "UInt32",
            "origin_id": "UInt32",
            "told_by": KIND,
            "step": KIND,
            "at": TIME,
            "is_exact": "UInt8",
            "carrier": KIND,
            "parcel": "String",
            "tail": "String",
            "landed_at": TIME,
            "batch_id": "UInt64",
            "version": "UInt64",
            "is_deleted": "UInt8",
        },
        order_by="(workspace_id, shop_id, order_no, move_key)",
        kind="replacing",
        deleted="is_deleted",
    )
)

# What somebody has marked or unmarked, the last word of each product; by the number it came under.
FAVOURITES = stored(
    Table(
        name="favourites",
        columns={
            "workspace_id": "UInt32",
            "customer_id": "UInt32",
            "origin_id": "UInt32",
            "shop_id": "UInt32",
            "sku": "String",
            "product_id": "UInt64",
            "is_favourite": "UInt8",
            "at": TIME,
            "landed_at": TIME,
            "batch_id": "UInt64",
            "version": "UInt64",
        },
        order_by="(workspace_id, customer_id, shop_id, sku)",
        kind="replacing",
    )
)

# What a product cost and how many there were, from when on: a row for each change that was told.
PRODUCT_CHANGES = stored(
    Table(
        name="product_changes",
        columns={
            "workspace_id": "UInt32",
            "shop_id": "UInt32",
            "sku": "String",
            "what": KIND,
            "at": TIME,
            "amount": "Nullable(Int64)",
            "pieces": "Nullable(Int64)",
            "told_by": KIND,
            "landed_at": TIME,
            "batch_id": "UInt64",
            "version": "UInt64",
        },
        order_by="(workspace_id, shop_id, sku, what, at)",
        kind="replacing",
    )
)

# The words are in the database, sealed under their author's key.
REVIEWS = stored(
    Table(
        name="reviews",
        columns={
            "workspace_id": "UInt32",
            "shop_id": "UInt32",
            "review_key": "UInt64",
            "review_id": "String",
            "customer_id": "UInt32",
            "origin_id": "UInt32",
            "sku": "String",
            "product_id": "UInt64",
            "order_no": "String",
            "stars": "UInt8",
            "language": KIND,
            "images": "UInt32",
            "length": "UInt32",
            "is_anonymous": "UInt8",
            "written_at": f"Nullable({TIME})",
            "replied_at": f"Nullable({TIME})",
            "told_by": KIND,
            "landed_at": TIME,
            "batch_id": "UInt64",
            "version": "UInt64",
            "is_deleted": "UInt8",
        },
        order_by="(workspace_id, shop_id, review_key)",
        kind="replacing",
        deleted="is_deleted",
    )
)
