"""One person's facts from the warehouse, as far as the reader may see them."""

import json
from typing import Any

from huike.base.access.facade import Scope
from huike.base.kernel.errors import NotFound
from huike.base.warehouse import facade as warehouse
from huike.flow.segment.queries import bitmaps
from huike.flow.segment.rules import (
    EventFact,
    LineFact,
    MessageFact,
    OrderFact,
    PersonFacts,
)
from huike.flow.segment.rules.fields import FIELDS
from huike.library.commerce import facade as commerce

_MOST = 10_000  # rows of one kind of one person


def facts_of(scope: Scope, customer_id: int) -> PersonFacts:
    """All of one customer that rules may ask for; one who may not be seen does not exist."""
    asked = {
        "workspace_id": scope.workspace_id,
        "customer_id": customer_id,
        "has_scope": int(scope.shop_ids is not None),
        "shop_ids": list(scope.shop_ids or ()),
    }
    found = _rows("person", asked)
    if not found:
        raise NotFound("No such customer", code="customer_not_found", customer_id=customer_id)
    (row,) = found
    mine = {**asked, "ids": [customer_id, *row["earlier_ids"]], "most": _MOST}
    del mine["customer_id"]
    unscoped = {name: mine[name] for name in ("workspace_id", "ids", "most")}
    return PersonFacts(
        customer_id=customer_id,
        created_at=row["created_at"],
        shop_ids=frozenset(row["shop_ids"]),
        has_email=bool(row["has_email"]),
        has_phone=bool(row["has_phone"]),
        has_user_id=bool(row["has_user_id"]),
        attributes=row["attributes"],
        traits=_traits(scope, customer_id),
        orders=_orders(mine),
        events=tuple(
            EventFact(one["event"], one["occurred_at"], _properties(one["props"]))
            for one in _rows("person_events", mine)
        ),
        messages=tuple(MessageFact(**one) for one in _rows("person_messages", unscoped)),
        consents={
            (one["purpose"], one["channel"]): one["state"]
            for one in _rows(
                "person_consents",
                {"workspace_id": scope.workspace_id, "customer_id": customer_id},
            )
        },
        segments=frozenset(bitmaps.of_customer(scope.workspace_id, customer_id)),
    )


def _orders(mine: dict[str, Any]) -> tuple[OrderFact, ...]:
    lines: dict[tuple[int, str], list[LineFact]] = {}
    own = commerce.own_categories(mine["workspace_id"])
    sql = own.fill(warehouse.load(__file__, "person_lines"), "{workspace_id:UInt32}")
    for row in warehouse.select_dicts(sql, mine):
        key = (row.pop("shop_id"), row.pop("order_no"))
        counts, written = row.pop("own"), row.pop("written")
        line = LineFact(**row, category=counts, also=own.also(counts, written))
        lines.setdefault(key, []).append(line)
    return tuple(
        OrderFact(**row, lines=tuple(lines.get((row["shop_id"], row["order_no"]), ())))
        for row in _rows("person_orders", mine)
    )


def _traits(scope: Scope, customer_id: int) -> dict[str, Any]:
    source, params = bitmaps.traits_source(scope)
    names = ", ".join(FIELDS)
    rows = warehouse.select_dicts(
        f"SELECT {names} FROM (SELECT * FROM {source})"  # noqa: S608 - fixed names
        " WHERE workspace_id = {mine:UInt32} AND customer_id = {customer_id:UInt32}",
        {**params, "mine": scope.workspace_id, "customer_id": customer_id},
        lane="long",
    )
    return rows[0] if rows else {}


def _properties(text: str) -> dict[str, Any]:
    found = json.loads(text or "{}")
    return found if isinstance(found, dict) else {}


def _rows(name: str, params: dict[str, Any]) -> list[dict[str, Any]]:
    return warehouse.select_dicts(warehouse.load(__file__, name), params)
