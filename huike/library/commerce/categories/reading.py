"""Reads: the tree, categories as written with what they sold, and what would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from huike.base.access.facade import Scope
from huike.base.kernel import clock
from huike.base.kernel.bulk import chunks
from huike.base.warehouse import facade as warehouse
from huike.library.commerce.categories.own import LANDED, counting, own_categories, tree_of
from huike.library.commerce.categories.rules import SEPARATOR, Naming, plain
from huike.library.commerce.models import CategoryName

DAYS = 90
_SECONDS = 30.0
_WORKSPACE = "{workspace:UInt32}"
_LANDED = LANDED.replace("{workspace}", _WORKSPACE)
# Names as they would stand: what is said otherwise, over what has landed.
_CHANGED = (
    "(SELECT shop_id, written, own FROM (SELECT shop_id, written, own FROM category_names FINAL"  # noqa: S608
    f" WHERE workspace_id = {_WORKSPACE} AND (shop_id, written) NOT IN"
    " (SELECT n.1, n.2 FROM (SELECT arrayJoin(arrayZip({shops:Array(UInt32)},"
    " {names:Array(String)})) AS n))"
    " UNION ALL SELECT n.1 AS shop_id, n.2 AS written, n.3 AS own FROM (SELECT"
    " arrayJoin(arrayZip({shops:Array(UInt32)}, {names:Array(String)}, {owns:Array(String)})) AS n)"
    " WHERE n.3 != ''))"
)


@dataclass(frozen=True)
class OwnRow:
    """An own category, where it lies, and how many written ones are assigned to it."""

    id: int
    name: str
    parent_id: int | None
    path: str
    names: int


@dataclass(frozen=True)
class WrittenRow:
    """A category as a shop writes it."""

    shop_id: int
    written: str
    products: int
    orders: int
    revenue: int
    category_id: int | None  # the own one that it is
    is_of_any_shop: bool  # said of all shops, not of this one
    likely_id: int | None  # the own one that it probably is


@dataclass(frozen=True)
class Sold:
    """What a category has and sold in the last 90 days."""

    products: int = 0
    orders: int = 0
    revenue: int = 0


@dataclass(frozen=True)
class Difference:
    """What a category is now, and what it would be."""

    name: str
    before: Sold
    after: Sold


def own_rows(scope: Scope) -> list[OwnRow]:
    """The tree, each category after the one it lies in."""
    tree = tree_of(scope.workspace_id)
    told = CategoryName.objects.filter(workspace_id=scope.workspace_id)
    if scope.shop_ids is not None:
        told = told.filter(shop_id__in=[0, *scope.shop_ids])
    counts: dict[int, int] = {}
    for category_id in told.values_list("category_id", flat=True):
        counts[category_id] = counts.get(category_id, 0) + 1
    rows = [
        OwnRow(
            one.id,
            one.name,
            one.parent_id,
            SEPARATOR.join(tree.path(one.id)),
            counts.get(one.id, 0),
        )
        for one in tree.names.values()
    ]
    return sorted(rows, key=lambda row: tree.path(row.id))


def written_rows(scope: Scope) -> list[WrittenRow]:
    """Categories as the allowed shops write them; those that are not assigned come first."""
    sql = _text("written")
    rows = warehouse.select(
        sql,
        {
            "workspace": scope.workspace_id,
            "has_scope": int(scope.shop_ids is not None),
            "shop_ids": list(scope.shop_ids or ()),
            "since": _since(),
        },
        lane="long",
        seconds=_SECONDS,
    )
    told = CategoryName.objects.filter(workspace_id=scope.workspace_id)
    named = {(s, w): c for s, w, c in told.values_list("shop_id", "written", "category_id")}
    likely = tree_of(scope.workspace_id).likely()
    found = []
    for shop, written, products, orders, revenue in rows:
        mine, any_shops = named.get((shop, written)), named.get((0, written))
        own = any_shops if mine is None else mine
        guess = None if own is not None else likely.get(plain(written))
        figures = int(products), int(orders), int(revenue)
        is_any = mine is None and own is not None
        found.append(WrittenRow(int(shop), written, *figures, own, is_any, guess))
    return sorted(found, key=lambda row: row.category_id is not None)


def chosen(rows: Sequence[WrittenRow], *, q: str, only_open: bool) -> list[WrittenRow]:
    """Those that hold the text; of all or of what is not assigned."""
    return [
        row
        for row in rows
        if q.strip().casefold() in row.written.casefold()
        and not (only_open and row.category_id is not None)
    ]


def known(workspace_id: int, names: Sequence[str]) -> set[tuple[int, str]]:
    """Which of these are written, in which shops."""
    found: set[tuple[int, str]] = set()
    for part in chunks(sorted(set(names)), 100):
        asked = {"workspace": workspace_id, "names": part}
        rows = warehouse.select(warehouse.load(__file__, "known"), asked, lane="long")
        found |= {(int(shop), str(written)) for shop, written in rows}
    return found


def differences(
    scope: Scope, namings: Sequence[Naming], coming: Mapping[int, str] | None = None
) -> list[Difference]:
    """What categories would sell otherwise, were these assigned so; nothing is kept.

    `coming` names own categories that are not there yet, by numbers that none has.
    """
    tree = tree_of(scope.workspace_id)
    names = {one.id: one.name for one in tree.names.values()} | dict(coming or {})
    params = {
        "workspace": scope.workspace_id,
        "since": _since(),
        "shops": [one.shop_id for one in namings],
        "names": [one.written for one in namings],
        "owns": ["" if n.category_id is None else names[n.category_id] for n in namings],
    }
    own = own_categories(scope.workspace_id)
    shops = {one.shop_id for one in namings if one.shop_id} | set(own.shops or ())
    before = _figures(counting(_LANDED, sorted(own.shops or ()), "category"), params)
    after = _figures(counting(_CHANGED, sorted(shops), "category"), params)
    nothing = Sold()
    found = [
        Difference(name, before.get(name, nothing), after.get(name, nothing))
        for name in sorted({*before, *after})
    ]
    changed = [one for one in found if one.before != one.after]
    return sorted(changed, key=lambda one: -max(one.before.revenue, one.after.revenue))


def _figures(counting_sql: str, params: dict[str, Any]) -> dict[str, Sold]:
    sql = _text("figures").replace("/*counting*/", counting_sql)
    used = {name: value for name, value in params.items() if f"{{{name}:" in sql}
    rows = warehouse.select(sql, used, lane="long", seconds=_SECONDS)
    return {str(name): Sold(int(p), int(o), int(r)) for name, p, o, r in rows}


def _text(name: str) -> str:
    not_counted = warehouse.load(__file__, "not_counted")
    return warehouse.load(__file__, name).replace("/*not_counted*/", not_counted)


def _since() -> int:
    return round((clock.now() - timedelta(days=DAYS)).timestamp() * 1000)
