"""One page of customers: who, in which order, how many in all."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from huike.base.access.facade import Scope
from huike.base.kernel.bulk import chunks
from huike.base.kernel.errors import Invalid
from huike.base.kernel.paging import Page, decode_cursor, encode_cursor, limit_of
from huike.base.warehouse import facade as warehouse
from huike.flow.identity import facade as identity
from huike.flow.profile import more, traits
from huike.flow.profile.lists.filters import SORTS, Conditions, CustomerFilters, conditions
from huike.library.commerce import facade as commerce

_STAGE = traits.__file__  # sql/ lies beside the stage's own files
_SECONDS = 20.0  # a scope's traits are computed while one waits
NO_TRAITS: dict[str, Any] = {
    "orders": 0,
    "spend": 0,
    "refunds": 0,
    "net": 0,
    "average_order": 0,
    "first_order_at": None,
    "last_order_at": None,
    "interval_days": None,
    "recency": 0,
    "frequency": 0,
    "monetary": 0,
    "rfm_segment": "none",
    "stage": "prospect",
    "favourite_categories": [],
    "days_to_ship": None,
    "days_to_sign": None,
    "last_signed_at": None,
    "favourites": 0,
    **{name: none for name, (none, _) in more.NONE.items()},
}
TRAITS = tuple(NO_TRAITS)
_NOBODY = identity.Card(0, "", (), (), (), {})
_AT_ONCE = 1_000  # ids in one parameter


@dataclass(frozen=True)
class Row:
    """One customer as a list shows them."""

    id: int
    card: identity.Card
    created_at: datetime | None
    shop_ids: list[int]
    has_email: bool
    has_phone: bool
    attributes: dict[str, str]
    traits: dict[str, Any]


@dataclass(frozen=True)
class Question:
    """A list that was asked for: whose, narrowed to what."""

    table: str
    where: Conditions

    def bound_in(self, sql: str) -> dict[str, Any]:
        """What is bound in this text of all that the question knows."""
        return _named(sql, self.where.values)

    def count(self) -> int:
        """How many there are."""
        sql = f"SELECT count() FROM {self.table} WHERE {self.where.where()}"  # noqa: S608
        return int(_ask(sql, self.where.values)[0][0])

    def ids(self, sort: str, cursor: str | None, limit: int) -> list[tuple[int, int | float]]:
        """The next customers and what they are sorted by."""
        name, way = sorting(sort)
        value = SORTS[name]
        after, bound = "true", dict(self.where.values)
        if cursor:
            at, number = decode_cursor(cursor, 2)
            kind = "Float64" if isinstance(at, float) else "Int64"
            sign = "<" if way == "DESC" else ">"
            after = f"({value}, customer_id) {sign} ({{c_at:{kind}}}, {{c_id:UInt32}})"
            bound |= {"c_at": at, "c_id": number}
        sql = (
            f"SELECT customer_id, {value} AS at FROM {self.table}"  # noqa: S608
            f" WHERE {self.where.where()} AND {after}"
            f" ORDER BY at {way}, customer_id {way} LIMIT {limit:d}"
        )
        return [(int(number), at) for number, at in _ask(sql, bound)]


def page(
    scope: Scope, filters: CustomerFilters, *, sort: str, cursor: str | None, limit: int
) -> Page[Row]:
    """One page of the customers whom the scope lets see, and how many there are."""
    sorting(sort)
    limit = limit_of(limit)
    with asked(scope, filters) as question:
        if question is None:
            return Page([], None, 0)
        found = question.ids(sort, cursor, limit + 1)
        is_whole = cursor is None and len(found) <= limit
        total = len(found) if is_whole else question.count()
        more = None
        if len(found) > limit:
            number, at = found[limit - 1]
            more = encode_cursor([at, number])
        ids = [number for number, _ in found[:limit]]
        return Page(rows(scope, ids), more, total)


def everybody(
    scope: Scope, filters: CustomerFilters, sort: str, *, masked: bool, part: int = 5_000
) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """All customers of a list in parts, as flat rows, each part with the number of them all."""
    name, way = sorting(sort)
    with asked(scope, filters) as question:
        if question is None:
            return
        sql = (
            f"SELECT {', '.join(['customer_id', *TRAITS])} FROM {question.table}"  # noqa: S608
            f" WHERE {question.where.where()} ORDER BY {SORTS[name]} {way}, customer_id {way}"
        )
        table = warehouse.select_arrow(sql, question.bound_in(sql), lane="long")
    for start in range(0, table.num_rows, part):
        values = {row["customer_id"]: row for row in table.slice(start, part).to_pylist()}
        people = cards_and_facts(scope, list(values), masked=masked)
        yield table.num_rows, [{**values[one], **people[one]} for one in values]


@contextmanager
def asked(scope: Scope, filters: CustomerFilters) -> Iterator[Question | None]:
    """The question of a list; None when a search found nobody at all."""
    table, bound = source_of(scope)
    meant, _ = commerce.own_categories(scope.workspace_id).asked(filters.category)
    where = conditions(filters.model_copy(update={"category": meant}))
    where.values |= bound
    where.values["ws"] = scope.workspace_id
    if not filters.q.strip():
        yield Question(table, where)
        return
    people = identity.search(scope.workspace_id, filters.q)
    if not len(people):
        yield None
        return
    with _listed(people, where):
        yield Question(table, where)


def rows(
    scope: Scope,
    ids: Sequence[int],
    *,
    masked: bool = True,
    values: dict[int, dict[str, Any]] | None = None,
) -> list[Row]:
    """These customers as a list shows them, in the order given; visible ones, the caller knows.

    `values` are their traits where the caller has them already.
    """
    if not ids:
        return []
    known = facts_of(scope, ids)
    if values is None:
        values = traits_of(scope, ids)
    cards = identity.cards(scope.workspace_id, ids, masked=masked)
    return [
        _row(scope, one, cards.get(one, _NOBODY), known.get(one, {}), values.get(one, NO_TRAITS))
        for one in ids
    ]


def cards_and_facts(scope: Scope, ids: Sequence[int], *, masked: bool) -> dict[int, dict[str, Any]]:
    """What beside the traits is known of these customers, flat."""
    known = facts_of(scope, ids)
    cards = identity.cards(scope.workspace_id, ids, masked=masked)
    found: dict[int, dict[str, Any]] = {}
    for one in ids:
        card, facts = cards.get(one, _NOBODY), known.get(one, {})
        found[one] = {
            "name": card.name,
            "email": card.email,
            "phone": card.phone,
            "user_id": card.user_id,
            "created_at": facts.get("created_at"),
            "has_email": facts.get("has_email"),
            "has_phone": facts.get("has_phone"),
        }
    return found


def facts_of(scope: Scope, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What the warehouse keeps of these customers: nothing personal."""
    sql = warehouse.load(_STAGE, "customers_of_page")
    found: dict[int, dict[str, Any]] = {}
    for part in chunks(ids, _AT_ONCE):
        asked_for = {"ws": scope.workspace_id, "ids": part}
        for row in warehouse.select_dicts(sql, asked_for, lane="long", seconds=_SECONDS):
            found[row["customer_id"]] = row
    return found


def traits_of(scope: Scope, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The traits of these customers, of those that have any."""
    if scope.shop_ids is None:
        sql = more.columns(warehouse.load(_STAGE, "traits_of_page"))
        bound: dict[str, Any] = {"ws": scope.workspace_id}
    else:
        table, bound = traits.source(scope)
        columns = ", ".join(["customer_id", *TRAITS])
        sql = f"SELECT {columns} FROM {table} WHERE customer_id IN {{ids:Array(UInt32)}}"  # noqa: S608
    bound = {**bound, "ids": list(ids)}
    found = warehouse.select_dicts(sql, bound, lane="long", seconds=_SECONDS)
    return {row.pop("customer_id"): row for row in found}


def sorting(sort: str) -> tuple[str, str]:
    """The name and the direction of a sort like `-spend`."""
    name = sort.removeprefix("-")
    if name not in SORTS:
        raise Invalid(
            f"Customers cannot be sorted by {name!r}",
            code="bad_sort",
            where="sort",
            mend=f"Use one of {', '.join(SORTS)}, with - before it for the largest first",
        )
    return name, "DESC" if sort.startswith("-") else "ASC"


@contextmanager
def _listed(people: np.ndarray, where: Conditions) -> Iterator[None]:
    if len(people) <= 1_000:
        where.add("customer_id IN {f_people:Array(UInt32)}", f_people=people.tolist())
        yield
        return
    with warehouse.id_list(people) as table:
        where.add(f"customer_id IN (SELECT id FROM {table})")  # noqa: S608  # our own name
        yield


def source_of(scope: Scope) -> tuple[str, dict[str, Any]]:
    if scope.shop_ids is None:
        return more.columns(warehouse.load(_STAGE, "stored")), {}
    return traits.source(scope)


def _row(
    scope: Scope, number: int, card: identity.Card, known: dict[str, Any], values: dict[str, Any]
) -> Row:
    shops = [shop for shop in known.get("shop_ids", []) if scope.allows_shop(shop)]
    return Row(
        number,
        card,
        known.get("created_at"),
        shops,
        bool(known.get("has_email")),
        bool(known.get("has_phone")),
        dict(known.get("attributes", {})),
        values,
    )


def _ask(sql: str, bound: dict[str, Any]) -> list[tuple[Any, ...]]:
    return warehouse.select(sql, _named(sql, bound), lane="long", seconds=_SECONDS)


def _named(sql: str, bound: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in bound.items() if f"{{{name}:" in sql}
