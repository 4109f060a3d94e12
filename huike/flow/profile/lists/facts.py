"""Whole tables of facts, to take away: what stands now, in the order of its key, part by part."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from huike.base.access.facade import Scope
from huike.base.warehouse import facade as warehouse
from huike.flow.profile.lists.filters import Conditions
from huike.library.facts import facade as facts

_WORKSPACE = "{ws:UInt32}"


@dataclass(frozen=True)
class Fact:
    """A table that can be taken away."""

    key: Mapping[str, str]  # by which a row is found once, and of which types it is
    time: str = ""  # the column by which a period chooses; "" = it has none
    is_of_shop: bool = False  # otherwise it is of a person
    has_people: bool = False  # whether a merge could have made its numbers of customers old
    is_of_goods: bool = False  # of no person at all
    table: str = ""  # where it is not the list's own name
    event: str = ""  # its rows are the events of this name, its columns their properties


_TEXTS = ("channel", "topic", "outcome", "agent", "order_id", "sku", "ticket_id", "visit_id",
          "store", "guide", "purpose")  # fmt: skip
_FIGURES = ("seconds", "rating")


_AT = "toUnixTimestamp64Milli"
FACTS = {
    "order_lines": Fact(
        {"shop_id": "UInt32", "order_no": "String", "line_key": "UInt64"}, "ordered_at", True
    ),
    "payments": Fact(
        {"shop_id": "UInt32", "order_no": "String", "payment_key": "UInt64"}, "paid_at", True, True
    ),
    "order_coupons": Fact(
        {"shop_id": "UInt32", "order_no": "String", "coupon": "String"}, "used_at", True, True
    ),
    "reviews": Fact({"shop_id": "UInt32", "review_key": "UInt64"}, "written_at", True, True),
    "logistics": Fact(
        {"shop_id": "UInt32", "order_no": "String", "move_key": "UInt64"}, "at", True, True
    ),
    "favourites": Fact(
        {"origin_id": "UInt32", "shop_id": "UInt32", "sku": "String"}, "at", True, True
    ),
    "product_changes": Fact(
        {"shop_id": "UInt32", "sku": "String", "what": "String", f"{_AT}(at)": "Int64"},
        "at",
        True,
        is_of_goods=True,
    ),
    "products": Fact({"shop_id": "UInt32", "sku": "String"}, is_of_shop=True),
    "events": Fact(
        {f"{_AT}(occurred_at)": "Int64", "message_id": "String"}, "occurred_at", True, True
    ),
    **{
        name: Fact(
            {f"{_AT}(occurred_at)": "Int64", "message_id": "String"},
            "occurred_at",
            True,
            True,
            table="events",
            event=event,
        )
        for name, event in (
            ("service_contacts", "Service Contacted"),
            ("store_visits", "Store Visited"),
        )
    },
    "messages": Fact(
        {f"{_AT}(at)": "Int64", "message_id": "UInt64", "kind": "String", "link": "String"},
        "at",
        has_people=True,
    ),
}


class FactFilters(BaseModel):
    """Which rows of a table of facts."""

    model_config = ConfigDict(extra="forbid")

    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    shop_id: list[int] = Field(default=[], max_length=200)
    customer_id: int | None = Field(default=None, ge=0, lt=2**32)


def everything(
    scope: Scope, name: str, filters: FactFilters, columns: list[str], *, part: int = 100_000
) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """The rows in parts, each with the number of them all."""
    fact = FACTS[name]
    where = _conditions(scope, fact, filters)
    if where is None:
        return
    table = facts.current(fact.table or name, workspace=_WORKSPACE if fact.has_people else "")
    columns = [_column(fact, one) for one in columns]
    total = warehouse.scalar(
        f"SELECT count() FROM {table} WHERE {where.where()}",  # noqa: S608
        where.values,
        lane="long",
    )
    names = [f"k{number}" for number in range(len(fact.key))]
    kinds = dict(zip(names, fact.key.values(), strict=True))
    keys = ", ".join(f"{one} AS {key}" for key, one in zip(names, fact.key, strict=True))
    beyond = ", ".join(f"{{{one}:{kind}}}" for one, kind in kinds.items())
    after, bound = "true", dict(where.values)
    while True:
        found = warehouse.select_arrow(
            f"SELECT {', '.join(columns)}, {keys} FROM {table}"  # noqa: S608  # names of ours
            f" WHERE {where.where()} AND {after} ORDER BY {', '.join(names)} LIMIT {part:d}",
            bound,
            lane="long",
        ).to_pylist()
        if found:
            yield int(total), found
        if len(found) < part:
            return
        after = f"({', '.join(names)}) > ({beyond})"
        bound = dict(where.values) | {one: found[-1][one] for one in names}


def _column(fact: Fact, name: str) -> str:
    """A column, or the property of an event that stands for it; a figure may be missing."""
    if not fact.event or name not in (*_TEXTS, *_FIGURES):
        return name
    if name in _TEXTS:
        return f"JSONExtractString(props, '{name}') AS {name}"
    return f"JSONExtract(props, '{name}', 'Nullable(Float64)') AS {name}"


def _conditions(scope: Scope, fact: Fact, filters: FactFilters) -> Conditions | None:
    """Of the allowed shops, or of the people who may be seen; None where nothing is left."""
    where = Conditions()
    where.add(f"workspace_id = {_WORKSPACE}", ws=scope.workspace_id)
    if fact.event:
        where.add("event = {event:String}", event=fact.event)
    shops = set(filters.shop_id)
    if scope.shop_ids is not None:
        shops = shops & set(scope.shop_ids) if shops else set(scope.shop_ids)
        if not shops:
            return None
        if not fact.is_of_shop:
            visible, bound = facts.visible_sql(scope)
            where.add(f"customer_id IN ({visible})", **bound)
    if fact.is_of_shop and shops:
        mine = sorted(shop for shop in shops if 0 <= shop < 2**32)
        where.add("shop_id IN {in_shops:Array(UInt32)}", in_shops=mine)
    if filters.customer_id is not None and fact.time and not fact.is_of_goods:
        where.add("customer_id = {customer:UInt32}", customer=filters.customer_id)
    for name, sign in (("since", ">="), ("until", "<")):
        at = getattr(filters, name)
        if at is not None and fact.time:
            text = f"{fact.time} {sign} fromUnixTimestamp64Milli({{{name}:Int64}}, 'UTC')"
            where.add(text, **{name: round(at.timestamp() * 1000)})
    return where
