"""`huike products`: what is sold, what it costs and how many there are, now and over time."""

import json
from dataclasses import asdict

import click

from huike.base.access.facade import system_actor, workspace_by_name
from huike.base.kernel.money import major
from huike.library.commerce import facade as commerce


@click.group("products")
def products_group() -> None:
    """Products: prices, costs and stock over time, and what was sold."""


@products_group.command("list")
@click.option("--workspace", required=True)
@click.option("--q", default="", help="Within the title, or how a sku begins")
@click.option("--shop", "shop_ids", type=int, multiple=True, help="A shop's number")
@click.option("--category", "categories", multiple=True)
@click.option("--stock-at-most", type=int, help="Only products with at most so many pieces")
@click.option("--unknown-unit", is_flag=True, help="Only products whose unit nobody knows")
@click.option("--sort", default="-revenue", show_default=True)
@click.option("--limit", type=click.IntRange(1, 200), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True)
def list_products(
    workspace: str,
    q: str,
    shop_ids: tuple[int, ...],
    categories: tuple[str, ...],
    stock_at_most: int | None,
    unknown_unit: bool,
    sort: str,
    limit: int,
    as_json: bool,
) -> None:
    """Products, and what they sold in the last 30 days."""
    place = workspace_by_name(workspace)
    filters = commerce.ProductFilters(
        q=q,
        shop_ids=shop_ids,
        categories=categories,
        at_most=stock_at_most,
        has_unknown_unit=unknown_unit,
    )
    scope = system_actor(place.id).scope
    page = commerce.product_page(scope, filters, sort=sort, cursor=None, limit=limit)
    if as_json:
        told = {"items": [asdict(one) for one in page.items], "total": page.total}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for one in page.items:
        price = "" if one.price is None else f"{major(one.price, place.currency)}"
        stock = "" if one.stock is None else str(one.stock)
        click.echo(
            f"{one.shop_id}\t{one.sku}\t{one.title}\t{price}\t{stock}\t{one.pieces}\t{one.unit}"
        )
    click.echo(f"{len(page.items)} of {page.total}", err=True)


@products_group.command("show")
@click.argument("shop_id", type=int)
@click.argument("sku")
@click.option("--workspace", required=True)
def show(shop_id: int, sku: str, workspace: str) -> None:
    """One product with everything, as JSON."""
    scope = system_actor(workspace_by_name(workspace).id).scope
    told = asdict(commerce.product(scope, shop_id, sku))
    click.echo(json.dumps(told, ensure_ascii=False, default=str))


COMMANDS = [products_group]
