"""What happened with one customer, newest first, whichever table it lies in."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, get_args

from huike.base.access.facade import Scope
from huike.base.kernel.paging import Page, decode_cursor, encode_cursor, limit_of
from huike.base.warehouse import facade as warehouse
from huike.flow.identity import facade as identity
from huike.flow.profile.lists import reviews

What = Literal[
    "orders", "logistics", "messages", "consents", "events", "reviews", "service", "visits"
]
WHATS: tuple[What, ...] = get_args(What)


@dataclass(frozen=True)
class Happening:
    """One thing that happened."""

    at: datetime
    kind: str  # sale, return, adjustment, message_sent …, consent_granted …, event, review
    ref: str  # the order's number, the message, the purpose, the event's name, the review
    shop_id: int  # 0 = of no shop
    details: dict[str, str]


def page(
    scope: Scope, customer_id: int, *, whats: Collection[What], cursor: str | None, limit: int
) -> Page[Happening]:
    """One page of a visible customer's happenings; orders and events are of the allowed shops."""
    limit = limit_of(limit)
    chosen = [one for one in WHATS if one in whats or not whats]
    legs = [warehouse.load(__file__, f"timeline_{one}") for one in chosen]
    after = "true"
    bound: dict[str, Any] = {
        "ws": scope.workspace_id,
        "customer": customer_id,
        "customers": [customer_id, *identity.numbers_of(scope.workspace_id, customer_id)],
        "all_shops": int(scope.shop_ids is None),
        "shops": list(scope.shop_ids or ()),
    }
    if cursor:
        at, kind, ref, shop = decode_cursor(cursor, 4)
        after = (
            "(toUnixTimestamp64Milli(at), kind, ref, shop_id) <"
            " ({c_at:Int64}, {c_kind:String}, {c_ref:String}, {c_shop:UInt32})"
        )
        bound |= {"c_at": at, "c_kind": kind, "c_ref": ref, "c_shop": shop}
    sql = (
        "SELECT at, kind, ref, shop_id, details, toUnixTimestamp64Milli(at) AS milli"  # noqa: S608
        f" FROM ({' UNION ALL '.join(legs)}) WHERE {after}"
        f" ORDER BY milli DESC, kind DESC, ref DESC, shop_id DESC LIMIT {limit + 1:d}"
    )
    named = {name: value for name, value in bound.items() if f"{{{name}:" in sql}
    rows = warehouse.select(sql, named, lane="long", seconds=20.0)
    more = None
    if len(rows) > limit:
        _, kind, ref, shop, _, milli = rows[limit - 1]
        more = encode_cursor([milli, kind, ref, shop])
    items = [Happening(at, kind, ref, shop, details) for at, kind, ref, shop, details, _ in rows]
    return Page(_with_words(scope.workspace_id, items[:limit]), more)


def _with_words(workspace_id: int, items: list[Happening]) -> list[Happening]:
    """Reviews with what they say: it lies sealed, away from the facts."""
    keys = {one.ref: (one.shop_id, int(one.ref)) for one in items if one.kind == "review"}
    said = reviews.shown(workspace_id, list(keys.values())) if keys else {}
    return [
        replace(one, details={**one.details, **said.get(keys[one.ref], {})})
        if one.kind == "review"
        else one
        for one in items
    ]
