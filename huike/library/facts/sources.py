"""The pieces of SQL that several stages share. Pure: fixed words, placeholders and parameters."""

from collections.abc import Mapping

from huike.base.access.facade import Scope
from huike.library.facts.tables import TABLES

# Which orders count as bought. A return or an adjustment is no sale; a cancelled sale is none.
# Nor is a test, or what staff bought, whatever it is (decision 22).
COUNTED = "(kind = 'sale' AND status != 'cancelled' AND left_out = '')"

# A customer's figures over rows of orders; refunds are those of all kinds and states.
FIGURES: Mapping[str, str] = {
    "orders": f"countIf{COUNTED}",
    "spend": f"sumIf(amount, {COUNTED})",
    "refunds": "sumIf(refund, left_out = '')",
    "net": f"sumIf(amount, {COUNTED}) - sumIf(refund, left_out = '')",
}

_NEWEST = {table.name: table.kind == "replacing" for table in TABLES}
_ACTS = (
    "orders",
    "order_lines",
    "events",
    "messages",
    "exposures",
    "payments",
    "order_coupons",
    "reviews",
    "logistics",
    "favourites",
)  # facts that outlive a merge of people


def current(table: str, *, workspace: str = "") -> str:
    """What stands in a table now, for FROM: the newest version of each row, deleted ones left out.

    With the placeholder of the workspace (`"{workspace:UInt32}"`), under the ids of those whom
    merged people turned out to be; needed where facts are counted by customer.
    """
    newest = f"{table} FINAL" if _NEWEST[table] else table
    if not workspace:
        return newest
    if table not in _ACTS:
        raise ValueError(f"{table} does not keep ids that a merge could have made old")
    mapped = f"{survivor('customer_id', workspace)} AS customer_id"
    return f"(SELECT * REPLACE ({mapped}) FROM {newest})"  # noqa: S608 - fixed words


def survivor(column: str, workspace: str) -> str:
    """The id of whom a customer turned out to be: mostly the customer's own."""
    pairs = f"FROM overrides FINAL WHERE workspace_id = {workspace} ORDER BY customer_id"
    before, after = (
        f"(SELECT groupArray({one}) FROM (SELECT {one} {pairs}))"  # noqa: S608 - fixed words
        for one in ("customer_id", "survivor_id")
    )
    return f"transform({column}, {before}, {after}, {column})"


def merges(workspace: str) -> str:
    """Who turned out to be whom, in brackets: a pair of arrays, for `transform` and bitmaps."""
    return (
        "(SELECT (groupArray(customer_id), groupArray(survivor_id))"  # noqa: S608 - fixed words
        f" FROM overrides FINAL WHERE workspace_id = {workspace})"
    )


def visible_sql(scope: Scope) -> tuple[str, dict[str, object]]:
    """The ids of everybody whom a scope may see, and the parameters of that question.

    A person is known in each shop where one of their orders landed, so orders need not be asked.
    """
    known = (
        f"SELECT customer_id FROM {current('customers')}"  # noqa: S608 - fixed words
        " WHERE workspace_id = {workspace:UInt32}"
    )
    params: dict[str, object] = {"workspace": scope.workspace_id}
    if scope.shop_ids is None:
        return known, params
    params["shops"] = list(scope.shop_ids)
    return f"{known} AND hasAny(shop_ids, {{shops:Array(UInt32)}})", params


def orders_of(customers: str) -> str:
    """What stands of the orders of a few customers, for FROM; `customers` is for `IN`.

    Over the table itself the newest version of every order would be sought first. Here the keys are
    found by one quick look at a column, and then only those orders are read.
    """
    of_them = f"workspace_id = {{workspace:UInt32}} AND customer_id IN {customers}"
    found = f"FROM orders WHERE {of_them}"
    return (
        f"(SELECT * FROM orders FINAL WHERE {of_them}"  # noqa: S608 - fixed words
        f" AND (shop_id, order_no) IN (SELECT shop_id, order_no {found})"
        f" AND toYYYYMM(ordered_at) IN (SELECT toYYYYMM(ordered_at) {found}))"
    )
