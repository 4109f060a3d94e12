"""Orders that events tell of, in the tables that files fill, by the same rules.

Every message about an order is kept (`order_events`), and the order is worked out from all of them
whenever one comes: so it does not matter in which order they come, or how often. Nothing is taken
off what a file has brought; it knows the order better.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import structlog
from django.db import transaction
from pydantic_core import to_json

from huike.base.access.facade import Scope, workspace
from huike.base.kernel import clock, crypto
from huike.base.kernel.bulk import chunks
from huike.base.outbox.facade import publish
from huike.base.warehouse import facade as warehouse
from huike.events import OrdersLanded, in_batches
from huike.flow.ingest.collect import products
from huike.flow.ingest.collect.models import Landing
from huike.flow.ingest.collect.rules import commerce, logistics, naming, paying
from huike.flow.ingest.collect.rules.commerce import Product, Unusable
from huike.flow.ingest.collect.rules.settling import exchanged
from huike.flow.ingest.collect.settling import settle
from huike.flow.ingest.models import Import
from huike.library.commerce import facade as shops
from huike.library.facts import facade as facts

if TYPE_CHECKING:
    from huike.flow.ingest.collect.landing import Said

log = structlog.get_logger(__name__)
_MOST_VISITORS = 1_000  # in one question
_MOST_FILES = 50  # imports that are asked for a rate
_MOST_ID = 100
_TELLING = commerce.NAMES_PRODUCTS | logistics.EVENTS.keys()


@dataclass(frozen=True)
class OrderProblem:
    """An order event that became no part of an order: why, and at which property."""

    at: datetime
    source_id: int
    event: str
    order_no: str
    message_id: str
    reason: str  # one of those for which rows of files are set aside
    where: str


@dataclass(frozen=True)
class Money:
    """What currencies mean in a workspace."""

    home: str
    of_shop: Mapping[int, str]
    rates: Mapping[str, Decimal]


def land(row: Landing, said: Sequence["Said"], customers: "np.ndarray[Any, Any]") -> None:
    """Make orders and products of what a landing brings; done again it changes nothing more."""
    events = [(place, naming.event_of(one.message)) for place, one in enumerate(said)]
    found = [(place, event) for place, event in events if event in _TELLING]
    if not found:
        return
    money = money_of(row.workspace_id)
    _learn(row, [(said[place], event) for place, event in found], money)
    told = [
        _row(row, said[place], event, int(customers[place]), money)
        for place, event in found
        if event in commerce.ACTS or event in logistics.EVENTS
    ]
    if not told:
        return
    kept = pa.Table.from_pylist(told, schema=facts.schema_of("order_events"))
    facts.land("order_events", kept, token=f"collect:{row.pk}")
    whose: set[int] = set()
    for shop_id in sorted({one["shop_id"] for one in told}):
        numbers = {one["order_no"] for one in told if one["shop_id"] == shop_id and one["act"]}
        whose |= settle(row.workspace_id, shop_id, sorted(numbers))
    _tell(row.workspace_id, row.pk, whose)


def follow(workspace_id: int, visitors: Sequence[int]) -> None:
    """Orders of visitors who turned out to be customers become those customers'."""
    sql = warehouse.load(__file__, "orders_of_visitors")
    whose: set[int] = set()
    for part in chunks(visitors, _MOST_VISITORS):
        params = {"workspace": workspace_id, "visitors": part}
        found = warehouse.select(sql, params, lane="long")
        for shop_id, of_shop in groupby(found, key=lambda one: int(one[0])):
            whose |= settle(workspace_id, shop_id, [number for _, number in of_shop])
    _tell(workspace_id, 0, whose)


def _tell(workspace_id: int, batch_id: int, whose: set[int]) -> None:
    with transaction.atomic():
        for ids in in_batches(sorted(whose)):
            publish(OrdersLanded(workspace_id=workspace_id, batch_id=batch_id, customer_ids=ids))


def order_problems(
    scope: Scope, *, source_id: int | None = None, limit: int = 50
) -> list[OrderProblem]:
    """The newest order events of the allowed shops that became no part of an order."""
    rows = warehouse.select(
        warehouse.load(__file__, "order_problems"),
        {
            "workspace": scope.workspace_id,
            "all_shops": int(scope.shop_ids is None),
            "shops": list(scope.shop_ids or ()),
            "source": source_id or 0,
            "limit": min(max(limit, 1), 200),
        },
    )
    return [OrderProblem(*one) for one in rows]


def money_of(workspace_id: int) -> Money:
    """What currencies mean in a workspace, by the rates that files were read with last."""
    home = workspace(workspace_id).currency
    of_shop = {one.id: one.currency for one in shops.shops(scope=Scope(workspace_id))}
    return Money(home, of_shop, {**_rates(workspace_id), home: Decimal(1)})


def _rates(workspace_id: int) -> dict[str, Decimal]:
    """The rates that files were read with last; events have none of their own."""
    found: dict[str, Decimal] = {}
    plans = Import.objects.filter(workspace_id=workspace_id, kind="orders").order_by("-pk")
    for plan in plans.values_list("plan", flat=True)[:_MOST_FILES]:
        for code, rate in plan.get("options", {}).get("rates", {}).items():
            found.setdefault(code, Decimal(str(rate)))
    return found


def _learn(row: Landing, said: Sequence[tuple["Said", str]], money: Money) -> None:
    named: dict[int, dict[str, Product]] = {}
    for one, event in said:
        currency = money.of_shop.get(one.shop_id, money.home)
        for product in commerce.products(event, one.message.properties, currency):
            named.setdefault(one.shop_id, {})[product.sku] = product
    for shop_id, of_shop in named.items():
        token = f"collect:{row.pk}:{shop_id}"
        products.learn(row.workspace_id, shop_id, of_shop, home=money.home, token=token)


def _row(row: Landing, one: "Said", event: str, customer_id: int, money: Money) -> dict[str, Any]:
    """What is kept of a message about an order, or why it is none."""
    given = one.message.properties
    order_no, act, said, problem, place = "", "", "", "", ""
    try:
        read = logistics.read if event in logistics.EVENTS else commerce.read
        told = read(event, given, money.of_shop.get(one.shop_id, money.home))
        order_no, act = told.order_no, told.act
        if told.currency not in money.rates:
            raise Unusable("currency_unknown", "currency")
        rate = money.rates[told.currency]
        if exchanged(commerce.largest(told), rate, told.currency, money.home) > commerce.MOST_MINOR:
            raise Unusable("amount_out_of_range", "total")
        kept = {**commerce.as_json(told), "rate": str(rate)}
        more = paying.of_event(act, given)
        if event in logistics.EVENTS:
            hashed = crypto.blinder(row.workspace_id, "import.row")
            more = logistics.of_event(event, given, hashed)
        if more:
            kept["more"] = more
        said = to_json(kept).decode()
    except Unusable as why:
        problem, place = why.reason, why.where[:200]
        order_no = order_no or _written(given.get("order_id"))
        log.warning("order_event_unusable", source_id=one.source_id, landing=row.pk, reason=problem)
    return {
        "workspace_id": row.workspace_id,
        "shop_id": one.shop_id,
        "order_no": order_no,
        "message_id": one.message_id,
        "event": event,
        "act": "" if problem else act,
        "customer_id": customer_id,
        "origin_id": customer_id,
        "is_known": int(bool(one.message.user_id)),
        "source_id": one.source_id,
        "occurred_at": one.happened_at,
        "landed_at": clock.now(),
        "said": said,
        "problem": problem,
        "place": place,
        "batch_id": row.pk,
        "version": row.pk,
    }


def _written(value: Any) -> str:
    return str(value)[:_MOST_ID] if isinstance(value, (str, int)) else ""
