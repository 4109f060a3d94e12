"""`huike categories`: a workspace's own categories, and which written ones they are."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, TextIO

import click

from huike.base.access.facade import Actor, system_actor, workspace_by_name
from huike.base.kernel.bulk import chunks
from huike.base.kernel.errors import Invalid
from huike.base.kernel.money import major
from huike.library.commerce import facade as commerce
from huike.library.commerce.categories import actions, reading
from huike.library.commerce.categories.rules import Naming, checked_name, plain

_COLUMNS = ("shop", "written", "category")
_workspace = click.option("--workspace", required=True)
_json = click.option("--json", "as_json", is_flag=True)
_shop = click.option("--shop", default="", help="A shop's name; without it, any shop")


@click.group("categories")
def categories_group() -> None:
    """Own categories, and what shops and files call them."""


@categories_group.command("list")
@_workspace
@click.option("--open", "only_open", is_flag=True, help="Only those that are not assigned")
@click.option("--q", default="", help="Within the category as it is written")
@_json
def list_written(workspace: str, only_open: bool, q: str, as_json: bool) -> None:
    """Categories as they are written, with products, orders and revenue of 90 days."""
    place = workspace_by_name(workspace)
    scope = system_actor(place.id).scope
    rows = reading.chosen(reading.written_rows(scope), q=q, only_open=only_open)
    own = reading.own_rows(scope)
    if as_json:
        _say({"items": [asdict(one) for one in rows], "own": [asdict(one) for one in own]})
        return
    names = {one.id: one.path for one in own}
    shops = {one.id: one.name for one in commerce.shops(scope=scope)}
    for one in rows:
        own_name = names.get(one.category_id or 0, "")
        guess = f"{names[one.likely_id]}?" if one.likely_id else ""
        revenue = major(one.revenue, place.currency)
        click.echo(
            f"{shops[one.shop_id]}\t{one.written}\t{one.products}\t{one.orders}\t{revenue}"
            f"\t{own_name or guess}"
        )
    still_open = sum(one.category_id is None for one in rows)
    click.echo(f"{len(rows)} categories, {still_open} not assigned", err=True)


@categories_group.command("add")
@click.argument("name")
@_workspace
@click.option("--parent", default="", help="The category that it lies in")
@_json
def add(name: str, workspace: str, parent: str, as_json: bool) -> None:
    """Make an own category."""
    actor = _actor(workspace)
    made = actions.create(actor, name=name, parent_id=_parent(actor, parent))
    _say(asdict(made)) if as_json else click.echo(f"{made.id}\t{made.name}")


@categories_group.command("map")
@click.argument("written", required=False)
@click.argument("category", required=False)
@_workspace
@_shop
@click.option(
    "--file", "table", type=click.File(encoding="utf-8-sig"),
    help="A CSV file with the columns shop, written, category instead",
)  # fmt: skip
@click.option("--create", is_flag=True, help="Make own categories that are not there")
@click.option("--dry-run", is_flag=True, help="Tell what would change, and keep nothing")
@_json
def map_(
    written: str | None,
    category: str | None,
    workspace: str,
    shop: str,
    table: TextIO | None,
    create: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Say which own category a written one is, or many by a file."""
    if (table is None) == (category is None):
        raise click.UsageError("Give WRITTEN and CATEGORY, or --file")
    actor = _actor(workspace)
    told = list(_rows(table)) if table else [(shop, written or "", category or "")]
    known = _Known(actor)
    coming = known.missing([name for _, _, name in told], create=create)
    namings = known.namings(told, coming)
    if dry_run:
        _check_few(namings)
        checked = actions.check_written(actor, namings)
        found = [asdict(one) for one in reading.differences(actor.scope, checked, coming)]
        _say(found)
        return
    # Parts are written one after another: a later one shall not be refused for its words.
    actions.check_written(actor, namings)
    made = {at: actions.create(actor, name=name).id for at, name in coming.items()}
    namings = [replace(one, category_id=_made(one.category_id, made)) for one in namings]
    changed = sum(len(actions.assign(actor, part)) for part in chunks(namings, 100))
    _tell(changed, as_json=as_json)


@categories_group.command("unmap")
@click.argument("written")
@_workspace
@_shop
@_json
def unmap(written: str, workspace: str, shop: str, as_json: bool) -> None:
    """A written category counts as it is written again."""
    actor = _actor(workspace)
    (naming,) = _Known(actor).namings([(shop, written, "")], {})
    _tell(len(actions.assign(actor, [naming])), as_json=as_json)


def _rows(table: TextIO) -> Iterator[tuple[str, str, str]]:
    reader = csv.DictReader(table)
    header = tuple(reader.fieldnames or ())
    if not {"written", "category"} <= set(header) or not set(header) <= set(_COLUMNS):
        raise Invalid(
            f"The file has the columns {', '.join(header) or 'none'}",
            code="category_file_columns",
            mend=f"Its first line says {','.join(_COLUMNS)}; shop may be left out",
        )
    for row in reader:
        yield row.get("shop") or "", row["written"] or "", row["category"] or ""


def _parent(actor: Actor, name: str) -> int | None:
    known = _Known(actor)
    known.missing([name], create=False)
    (found,) = known.namings([("", "", name)], {})
    return found.category_id


class _Known:
    """Own categories by name and by path, and shops by name: read once, however many rows ask."""

    def __init__(self, actor: Actor) -> None:
        self._own: dict[str, int] = {}
        for one in reading.own_rows(actor.scope):
            self._own |= {plain(one.path): one.id, plain(one.name): one.id}
        self._shops = {one.name: one.id for one in commerce.shops(scope=actor.scope)}

    def missing(self, names: Sequence[str], *, create: bool) -> dict[int, str]:
        """The names that no own category has, once each, by numbers that none has."""
        found: dict[str, str] = {}
        for name in names:
            if name.strip() and plain(name) not in self._own:
                found.setdefault(plain(name), checked_name(name))
        if found and not create:
            raise Invalid(
                f"There is no own category {', '.join(map(repr, list(found.values())[:5]))}",
                code="category_missing",
                mend="Make it with `huike categories add`; `map` makes it with --create",
            )
        return {-at: name for at, name in enumerate(found.values(), start=1)}

    def namings(
        self, told: Sequence[tuple[str, str, str]], coming: Mapping[int, str]
    ) -> list[Naming]:
        """An empty category takes the written one's back."""
        own = self._own | {plain(name): at for at, name in coming.items()}
        return [
            Naming(self._shop(shop), written, own[plain(name)] if name.strip() else None)
            for shop, written, name in told
        ]

    def _shop(self, name: str) -> int:
        if name.strip() and name.strip() not in self._shops:
            raise Invalid(f"There is no shop {name!r}", code="shop_missing")
        return self._shops.get(name.strip(), 0)


def _made(category_id: int | None, made: Mapping[int, int]) -> int | None:
    return None if category_id is None else made.get(category_id, category_id)


def _check_few(namings: Sequence[Naming]) -> None:
    if len(namings) > actions.MOST_AT_ONCE:
        raise Invalid(
            f"--dry-run tells of at most {actions.MOST_AT_ONCE} rows at once",
            code="category_namings_many",
            mend="Try the file in parts, or leave --dry-run out",
        )


def _actor(workspace: str) -> Actor:
    return system_actor(workspace_by_name(workspace).id, "command line")


def _tell(changed: int, *, as_json: bool) -> None:
    _say({"changed": changed}) if as_json else click.echo(f"{changed} assignments changed")


def _say(told: Any) -> None:
    click.echo(json.dumps(told, ensure_ascii=False))


COMMANDS = [categories_group]
