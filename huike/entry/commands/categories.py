"""`huike categories`: a workspace's own categories, and which written ones they are."""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, TextIO

import click

from huike.base.access.facade import Actor, system_actor, workspace_by_name
from huike.base.kernel.bulk import chunks
from huike.base.kernel.errors import Invalid
from huike.base.kernel.money import major
from huike.library.commerce import facade as commerce
from huike.library.commerce.categories import actions, reading
from huike.library.commerce.categories.rules import plain

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
    made = actions.create(actor, name=name, parent_id=_own(actor, parent) if parent else None)
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
    namings = _namings(actor, told, create=create and not dry_run)
    if dry_run:
        checked = actions.check(actor, namings)
        found = [asdict(one) for one in reading.differences(actor.scope, checked)]
        _say(found)
        return
    _tell(sum(len(actions.assign(actor, part)) for part in _parts(namings)), as_json=as_json)


@categories_group.command("unmap")
@click.argument("written")
@_workspace
@_shop
@_json
def unmap(written: str, workspace: str, shop: str, as_json: bool) -> None:
    """A written category counts as it is written again."""
    actor = _actor(workspace)
    naming = actions.Naming(_shop_id(actor, shop), written, None)
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


def _namings(
    actor: Actor, told: Sequence[tuple[str, str, str]], *, create: bool
) -> list[actions.Naming]:
    """An empty category takes the written one's back."""
    namings = []
    for shop, written, name in told:
        own = _own(actor, name, create=create) if name.strip() else None
        namings.append(actions.Naming(_shop_id(actor, shop), written, own))
    return namings


def _own(actor: Actor, name: str, *, create: bool = False) -> int:
    """A category by its name, or by its path."""
    known = reading.own_rows(actor.scope)
    for one in known:
        if plain(name) in (plain(one.name), plain(one.path)):
            return one.id
    if create:
        return actions.create(actor, name=name).id
    raise Invalid(
        f"There is no own category {name!r}",
        code="category_missing",
        mend="Make it with `huike categories add`, or give --create",
    )


def _shop_id(actor: Actor, name: str) -> int:
    if not name.strip():
        return 0
    found = commerce.shop_named(name.strip(), scope=actor.scope)
    if found is None:
        raise Invalid(f"There is no shop {name!r}", code="shop_missing")
    return found.id


def _parts(namings: Sequence[actions.Naming]) -> Iterator[list[actions.Naming]]:
    yield from chunks(namings, 100)


def _actor(workspace: str) -> Actor:
    return system_actor(workspace_by_name(workspace).id, "command line")


def _tell(changed: int, *, as_json: bool) -> None:
    _say({"changed": changed}) if as_json else click.echo(f"{changed} assignments changed")


def _say(told: Any) -> None:
    click.echo(json.dumps(told, ensure_ascii=False))


COMMANDS = [categories_group]
