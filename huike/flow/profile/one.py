"""The traits of one customer: as stored, or counted from their orders of the allowed shops.

Counting everybody of a scope to show one person would take seconds; one person's orders are few.
Both give the same (a test holds them together).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np

from huike.base.access.facade import Scope, workspace
from huike.base.kernel import clock
from huike.base.warehouse import facade as warehouse
from huike.flow.identity import facade as identity
from huike.flow.profile import rules, traits
from huike.flow.profile.lists.customers import NO_TRAITS, traits_of
from huike.flow.profile.more import PIECES
from huike.library.commerce import facade as commerce
from huike.library.facts import facade as facts

_DAY = 86_400
Order = tuple[str, str, datetime, int, int]  # kind, status, ordered_at, amount, refund


def of_customer(scope: Scope, customer_id: int, now: datetime | None = None) -> dict[str, Any]:
    """The traits of a customer whom the scope lets see."""
    if scope.shop_ids is None:
        return traits_of(scope, [customer_id]).get(customer_id, dict(NO_TRAITS))
    asked = {"ws": scope.workspace_id, "customer": customer_id, "shops": list(scope.shop_ids)}
    orders = warehouse.select(warehouse.load(__file__, "orders_of_customer"), asked)
    own = commerce.own_categories(scope.workspace_id)
    sql = own.fill(warehouse.load(__file__, "liked_by_customer"), "{ws:UInt32}")
    liked = warehouse.select(sql, asked)
    at = now or clock.now()
    found = counted(orders, *traits.measures(scope, at), at)  # type: ignore[arg-type]
    return {
        **found,
        "favourite_categories": [name for name, _ in liked],
        **_beside(scope, customer_id),
    }


def _beside(scope: Scope, customer_id: int) -> dict[str, Any]:
    """What follows from facts beside the orders: the question for everybody, asked of one."""
    asked = {
        "ws": scope.workspace_id,
        "all_shops": 0,
        "shops": list(scope.shop_ids or ()),
        "customer": customer_id,
        "zone": workspace(scope.workspace_id).timezone,
        "numbers": [customer_id, *identity.numbers_of(scope.workspace_id, customer_id)],
    }
    found: dict[str, Any] = {}
    for name, table in PIECES.items():
        sql = traits.beside(name, _mine(table))
        used = {each: value for each, value in asked.items() if f"{{{each}:" in sql}
        for row in warehouse.select_dicts(sql, used):
            del row["customer_id"]
            found |= {each: row[each] for each in row if each in NO_TRAITS}
    return found


def _mine(table: str) -> str:
    """What stands of one person in a table, for FROM."""
    if table == "customers":
        return (
            "(SELECT * FROM customers FINAL"
            " WHERE workspace_id = {ws:UInt32} AND customer_id = {customer:UInt32})"
        )
    if table == "orders":
        return facts.orders_of("[{customer:UInt32}]").replace("{workspace:", "{ws:")
    current = facts.current(table)
    return (
        "(SELECT * REPLACE ({customer:UInt32} AS customer_id)"  # noqa: S608 - fixed words
        f" FROM (SELECT * FROM {current}"
        " WHERE workspace_id = {ws:UInt32} AND customer_id IN {numbers:Array(UInt32)}))"
    )


def counted(
    orders: Sequence[Order], cuts: rules.Cuts, thresholds: rules.Thresholds, now: datetime
) -> dict[str, Any]:
    """The traits that follow from these orders; favourites need their lines and are not here."""
    sales = [one for one in orders if one[0] == "sale" and one[1] != "cancelled"]
    spend = sum(one[3] for one in sales)
    refunds = sum(one[4] for one in orders)
    found = {**NO_TRAITS, "refunds": refunds, "net": spend - refunds}
    if not sales:
        return found
    times = sorted(one[2] for one in sales)
    count, first, last = len(times), times[0], times[-1]
    since_last = _seconds(last, now) / _DAY
    gap = (times[-1] - times[-2]).total_seconds() / _DAY if count > 1 else None
    recency = 6 - rules.score(since_last, cuts.recency_days)
    frequency = rules.score(count, cuts.frequency)
    monetary = rules.score(spend - refunds, cuts.monetary)
    interval = np.float32(_seconds(first, last) / _DAY / (count - 1)) if count > 1 else None
    return found | {
        "orders": count,
        "spend": spend,
        "average_order": round(spend / count),
        "first_order_at": first,
        "last_order_at": last,
        "interval_days": None if interval is None else float(interval),
        "recency": recency,
        "frequency": frequency,
        "monetary": monetary,
        "rfm_segment": rules.rfm_segment(recency, frequency, monetary),
        "stage": rules.stage(
            orders=count,
            days_since_last=since_last,
            days_since_first=_seconds(first, now) / _DAY,
            last_gap_days=gap,
            thresholds=thresholds,
        ),
    }


def _seconds(start: datetime, stop: datetime) -> int:
    """Whole seconds between, as the warehouse counts them."""
    return int(stop.timestamp() // 1) - int(start.timestamp() // 1)
