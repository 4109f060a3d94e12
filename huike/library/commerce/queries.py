"""Reads of shops and products: the caller's scope first."""

from collections import Counter
from collections.abc import Sequence

from huike.base.access.facade import Scope
from huike.base.kernel.errors import NotFound
from huike.base.warehouse import facade as warehouse
from huike.library.commerce.categories.own import own_categories
from huike.library.commerce.models import Shop
from huike.library.commerce.rules import ShopInfo


def shape(row: Shop) -> ShopInfo:
    """A row as frozen data."""
    return ShopInfo(
        row.pk,
        row.workspace_id,
        row.name,
        row.platform,
        row.currency,
        row.is_active,
        row.created_at,
    )


def shops(*, scope: Scope) -> list[ShopInfo]:
    """The shops that the scope allows, by name."""
    rows = Shop.objects.filter(workspace_id=scope.workspace_id).order_by("name")
    if scope.shop_ids is not None:
        rows = rows.filter(pk__in=scope.shop_ids)
    return [shape(row) for row in rows]


def shop(shop_id: int, *, scope: Scope) -> ShopInfo:
    """One shop; another workspace's, or one outside the scope, does not exist."""
    row = Shop.objects.filter(pk=shop_id, workspace_id=scope.workspace_id).first()
    if row is None or not scope.allows_shop(shop_id):
        raise NotFound("No such shop", code="shop_missing")
    return shape(row)


def shop_named(name: str, *, scope: Scope) -> ShopInfo | None:
    """The shop of this name within the scope."""
    return next((one for one in shops(scope=scope) if one.name == name), None)


def product_titles(
    workspace_id: int, skus: Sequence[str], *, shop_ids: Sequence[int] | None = None
) -> dict[str, str]:
    """The title of each of these skus (at most 1,000) that has one; of two shops', the newest."""
    wanted = list(dict.fromkeys(skus))
    if len(wanted) > 1_000:
        raise ValueError("ask for at most 1,000 titles at once")
    if not wanted:
        return {}
    rows = warehouse.select(
        warehouse.load(__file__, "product_titles"),
        {
            "workspace_id": workspace_id,
            "skus": wanted,
            "has_scope": int(shop_ids is not None),
            "shop_ids": list(shop_ids or ()),
        },
    )
    return dict(rows)  # type: ignore[arg-type]


def categories(
    workspace_id: int, *, shop_ids: Sequence[int] | None = None
) -> list[tuple[str, int]]:
    """The categories that products have, with how many; the largest first.

    Of those that lie in others, the others are told too: asked for, they mean what lies in them.
    """
    own = own_categories(workspace_id)
    rows = warehouse.select(
        own.fill(warehouse.load(__file__, "categories"), "{workspace_id:UInt32}"),
        {
            "workspace_id": workspace_id,
            "has_scope": int(shop_ids is not None),
            "shop_ids": list(shop_ids or ()),
        },
    )
    found = Counter({str(name): int(count) for name, count in rows})
    for name, count in rows:
        found.update(dict.fromkeys(own.tree.above(str(name)), int(count)))
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))
