"""The records of a page become facts: whole, once, and never older than what stands.

An order is a row of `order_events`, whose version is the platform's own time of its last change,
and is worked out with everything else that was heard of it (decision 12). So the same page again
changes nothing, and of two pages the later state counts, whichever comes last. Whoever calls keeps
its mark only after this has returned: a page that was cut off is simply landed again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
from pydantic_core import from_json, to_json

from huike.base.kernel import clock, crypto
from huike.base.kernel.bulk import chunks, reserve_ids
from huike.base.kernel.money import minor
from huike.base.warehouse import facade as warehouse
from huike.events import ContactsTold
from huike.flow.ingest import people
from huike.flow.ingest.collect import changes
from huike.flow.ingest.collect import orders as told_orders
from huike.flow.ingest.collect import products as told_products
from huike.flow.ingest.collect.orders import Money
from huike.flow.ingest.collect.rules import commerce, logistics
from huike.flow.ingest.collect.rules.commerce import Told, Unusable
from huike.flow.ingest.collect.rules.settling import exchanged
from huike.flow.ingest.collect.settling import settle
from huike.flow.ingest.connect import consenting
from huike.flow.ingest.connect.calling import Consent
from huike.flow.ingest.connect.contract import (
    Order,
    Page,
    Person,
    Product,
    Refund,
    Review,
    Unreadable,
)
from huike.flow.ingest.connect.rules import records
from huike.flow.ingest.people import People
from huike.flow.ingest.reviews import keeping
from huike.library.facts import facade as facts

# Rows of `order_events` say who told: numbers of connections lie above those of sources.
CONNECTIONS = 1 << 31
_MOST = 300
_MOST_SKU = 100
_MOST_STARS = 5
_MOST_PIECES = 10**9
_MOST_TEXT = 500
_MOST_PRICE = 10**13
Row = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """Where a page lands."""

    workspace_id: int
    shop_id: int
    connection_id: int
    kind: str
    app_shops: tuple[int, ...] = ()  # others whose buyers have their numbers from the same app


@dataclass(frozen=True)
class Landed:
    """What a page has come to."""

    counts: Mapping[str, int]
    customer_ids: frozenset[int]
    batch_id: int
    unreadable: tuple[Unreadable, ...]
    told: tuple[ContactsTold, ...] = ()  # who may be written to


def land(place: Place, page: Page, rates: Mapping[str, Decimal]) -> Landed:
    """Make facts of a page; done again, it changes nothing more."""
    batch = reserve_ids("batch", 1).start
    money = told_orders.money_of(place.workspace_id)
    money = replace(money, rates={**money.rates, **rates, money.home: Decimal(1)})
    orders = [one for one in page.orders if not one.is_test]
    _land_products(place, page, orders, batch, money)
    wrong = list(page.unreadable)
    rows = _order_rows(place, orders, batch, money, wrong)
    rows += _refund_rows(place, page.refunds, batch, money, wrong)
    whose = _people_of(place, [(one.person, one.updated_at, None) for one in page.customers], wrong)
    _land_reviews(place, page.reviews, batch)
    told = [
        (who, said) for who, one in zip(whose, page.customers, strict=True) for said in one.consents
    ]
    touched: set[int] = set()
    if rows:
        kept = pa.Table.from_pylist(rows, schema=facts.schema_of("order_events"))
        facts.land("order_events", kept, token=f"connect:{batch}")
        numbers = sorted({row["order_no"] for row in rows})
        touched = settle(place.workspace_id, place.shop_id, numbers)
    counts = {
        "orders": len(orders),
        "refunds": len(page.refunds),
        "products": len(page.products),
        "customers": len(page.customers),
        "reviews": len(page.reviews),
        "unreadable": len(wrong),
    }
    return Landed(counts, frozenset(touched), batch, tuple(wrong), _told(place, told))


def _told(place: Place, said: Sequence[tuple[int, Consent]]) -> tuple[ContactsTold, ...]:
    source = f"{place.kind}, {place.connection_id}"
    return tuple(consenting.told_of(place.workspace_id, source, said)) if said else ()


def _order_rows(
    place: Place, orders: Sequence[Order], batch: int, money: Money, wrong: list[Unreadable]
) -> list[Row]:
    home = money.of_shop.get(place.shop_id, money.home)
    former = _former_refunds(place, orders)
    # An order that goes on is the shop's doing, one that is placed is the buyer's.
    said = [(one.buyer or Person(), one.updated_at, one.created_at) for one in orders]
    whose = _people_of(place, said)
    rows = []
    hashed = crypto.blinder(place.workspace_id, "import.row")
    for one, customer_id in zip(orders, whose, strict=True):
        try:
            told = records.told_of(one, home, former.get(one.order_no, ()))
            rate = _rate(told, money)
        except Unusable as why:
            wrong.append(Unreadable("orders", one.order_no[:100], why.reason, why.where))
            continue
        rows.append(
            {
                **_row(place, batch, told, records.version_of(one.updated_at)),
                "message_id": f"{place.kind}:order",
                "event": place.kind,
                "customer_id": customer_id,
                "origin_id": customer_id,
                "is_known": int(bool(customer_id)),
                "occurred_at": one.updated_at,
                "said": _text(
                    {**commerce.as_json(told), "rate": str(rate), "more": _more(one, hashed)}
                ),
            }
        )
    return rows


def _refund_rows(
    place: Place, refunds: Sequence[Refund], batch: int, money: Money, wrong: list[Unreadable]
) -> list[Row]:
    home = money.of_shop.get(place.shop_id, money.home)
    rows = []
    for one in refunds:
        try:
            told = records.refund_told(one, home)
            rate = _rate(told, money)
        except Unusable as why:
            wrong.append(Unreadable("refunds", one.refund_no[:100], why.reason, why.where))
            continue
        rows.append(
            {
                **_row(place, batch, told, records.version_of(one.updated_at)),
                "message_id": f"{place.kind}:refund:{told.refund_no}",
                "event": place.kind,
                "occurred_at": one.at,
                "said": _text({**commerce.as_json(told), "rate": str(rate)}),
            }
        )
    return rows


def _row(place: Place, batch: int, told: Told, version: int) -> Row:
    return {
        "workspace_id": place.workspace_id,
        "shop_id": place.shop_id,
        "order_no": told.order_no,
        "act": told.act,
        "customer_id": 0,
        "origin_id": 0,
        "is_known": 0,
        "source_id": CONNECTIONS + place.connection_id,
        "landed_at": clock.now(),
        "problem": "",
        "place": "",
        "batch_id": batch,
        "version": version,
    }


def _rate(told: Told, money: Money) -> Decimal:
    rate = money.rates.get(told.currency)
    if rate is None:
        raise Unusable("currency_unknown", "currency")
    if exchanged(commerce.largest(told), rate, told.currency, money.home) > commerce.MOST_MINOR:
        raise Unusable("amount_out_of_range", "total")
    return rate


def _more(order: Order, hashed: Callable[[str], bytes]) -> dict[str, Any]:
    """What is known of an order beside its lines; nothing personal."""
    times = {
        name: at.isoformat()
        for name in ("paid_at", "shipped_at", "signed_at", "closed_at")
        if (at := getattr(order, name))
    }
    payments = [
        [str(one.amount), one.method, one.at.isoformat() if one.at else None, one.payment_no]
        for one in order.payments
    ]
    sold = {"channel": order.channel, "store": order.store, "cashier": order.cashier}
    known = {name: text[:_MOST_TEXT] for name, text in sold.items() if text}
    told: dict[str, Any] = {
        "state": order.state,
        "payments": payments,
        "coupons": list(order.coupons),
    }
    if order.shown:
        told["shown"] = [str(order.shown[0]), order.shown[1]]
    if order.carriers:
        told["carriers"] = [one[:_MOST_TEXT] for one in order.carriers]
    if order.parcels:
        told["parcels"] = [
            [
                logistics.parcel_of(one.number, hashed),
                logistics.tail_of(one.number),
                one.carrier[:_MOST_TEXT],
                [[step, at.isoformat()] for step, at in one.steps],
            ]
            for one in order.parcels
        ]
    return {**times, **known, **told}


def _former_refunds(place: Place, orders: Sequence[Order]) -> dict[str, list[str]]:
    """Refunds that were listed with these orders before."""
    numbers = sorted({one.order_no for one in orders if one.refunds is not None})
    sql = warehouse.load(__file__, "told_before")
    found: dict[str, list[str]] = {}
    for part in chunks(numbers, _MOST):
        params = {"workspace": place.workspace_id, "shop": place.shop_id, "numbers": part}
        for number, said in warehouse.select(sql, params, lane="long"):
            found[number] = [back[0] for back in from_json(said).get("backs") or ()]
    return found


def _people_of(
    place: Place,
    said: Sequence[tuple[Person, datetime, datetime | None]],
    wrong: list[Unreadable] | None = None,
) -> list[int]:
    """The customers that these are; 0 for who is named by nothing usable."""
    if not said:
        return []
    known = [records.handles(person) for person, *_ in said]
    found = people.resolve(
        place.workspace_id,
        People(
            shop_id=place.shop_id,
            user_id=[one["user_id"] for one in known],
            email=[one["email"] for one in known],
            phone=[one["phone"] for one in known],
            name=[person.name.strip() or None for person, *_ in said],
            attributes=[dict(person.attributes) or None for person, *_ in said],
            source=f"connection:{place.connection_id}",
            said_at=[records.version_of(at) for _, at, _ in said],
            acted_at=[None if at is None else records.version_of(at) for *_, at in said],
        ),
    )
    source = f"connection:{place.connection_id}"
    shared = [one["user_id"] or "" for one in known if one["scope"] == "app"]
    people.share(place.workspace_id, place.shop_id, place.app_shops, shared, source)
    numbers = [int(one) for one in np.asarray(found)]
    if wrong is not None:
        wrong += [Unreadable("customers", "", "customer_unknown") for one in numbers if not one]
    return numbers


def _land_products(
    place: Place, page: Page, orders: Sequence[Order], batch: int, money: Money
) -> None:
    """What the platform lists, under its own time; what only orders name, where nobody knew it."""
    listed = [one for one in page.products if 0 < len(one.sku.strip()) <= _MOST_SKU]
    if listed:
        skus = [one.sku.strip() for one in listed]
        known = told_products.known(place.workspace_id, place.shop_id, skus)
        home = money.of_shop.get(place.shop_id, money.home)
        rows = [
            {
                "workspace_id": place.workspace_id,
                "shop_id": place.shop_id,
                "sku": sku,
                "product_id": known[sku].product_id,
                "title": one.title[:_MOST_TEXT],
                "category": one.category[:_MOST_TEXT],
                "department": one.department[:_MOST_TEXT],
                "brand": one.brand[:_MOST_TEXT],
                "price": _price(one, home, money),
                "attributes": list(_attributes(one).items()),
                "version": records.version_of(one.updated_at),
                "is_deleted": 0,
                "unit": known[sku].unit,  # platforms tell of none: a file's stays
                "unit_written": known[sku].unit_written,
            }
            for sku, one in zip(skus, listed, strict=True)
        ]
        made = pa.Table.from_pylist(rows, schema=facts.schema_of("products"))
        facts.land("products", made, token=f"connect:{batch}")
        changes.keep(
            place.workspace_id,
            place.shop_id,
            list(_values(skus, listed, rows)),
            told_by="connection",
            batch=batch,
            token=f"connect:{batch}",
        )
        sql = warehouse.load(__file__, "relabel")
        for part in chunks(sorted(set(skus)), _MOST):
            params = {"workspace": place.workspace_id, "shop": place.shop_id, "skus": part}
            warehouse.execute(sql, params | {"batch": batch}, lane="long")
    named = {
        line.sku: commerce.Product(
            line.sku, line.title[:_MOST_TEXT], line.category[:_MOST_TEXT], "", None, "", ()
        )
        for order in orders
        for line in order.lines
        if 0 < len(line.sku) <= _MOST_SKU and (line.title or line.category)
    }
    told_products.learn(
        place.workspace_id, place.shop_id, named, home=money.home, token=f"connect:{batch}:named"
    )


def _values(
    skus: Sequence[str], listed: Sequence[Product], rows: Sequence[Row]
) -> Iterator[changes.Told]:
    """What each costs and how many there are, as of its last change."""
    for sku, one, row in zip(skus, listed, rows, strict=True):
        if row["price"] is not None:
            yield sku, "price", one.updated_at, row["price"]
        if one.stock is not None and abs(one.stock) <= _MOST_PIECES:
            yield sku, "stock", one.updated_at, one.stock


def _land_reviews(place: Place, reviews: Sequence[Review], batch: int) -> None:
    """What was written of products, under the platform's own time; nobody known is nobody's."""
    whose = _people_of(place, [(one.author or Person(), one.updated_at, None) for one in reviews])
    found = [
        keeping.Review(
            review_key=keeping.key_of(place.shop_id, one.review_no),
            review_id=one.review_no,
            customer_id=customer_id,
            sku=one.sku if len(one.sku) <= _MOST_SKU else "",
            order_no="",
            stars=one.stars if 1 <= one.stars <= _MOST_STARS else 0,
            language="",
            images=0,
            is_anonymous=False,
            written_at=one.at,
            replied_at=None,
            words=one.words[: commerce.MOST_WORDS],
            reply="",
            version=records.version_of(one.updated_at),
        )
        for one, customer_id in zip(reviews, whose, strict=True)
    ]
    keeping.keep(
        place.workspace_id,
        place.shop_id,
        found,
        told_by="connection",
        batch=batch,
        token=f"connect:{batch}",
    )


def _price(one: Product, home: str, money: Money) -> int | None:
    currency = one.currency or home
    if one.price is None or currency != money.home or not 0 <= one.price < _MOST_PRICE:
        return None
    return minor(one.price, currency)


def _attributes(one: Product) -> dict[str, str]:
    found = {name: value[:_MOST_TEXT] for name, value in one.attributes.items() if value}
    return {**found, "removed": "yes"} if one.is_gone else found


def _text(said: Mapping[str, Any]) -> str:
    return to_json(said).decode()
