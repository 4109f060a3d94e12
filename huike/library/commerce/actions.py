"""Acts on shops."""

from dataclasses import asdict

from django.db import IntegrityError, transaction

from huike.base.access.facade import Actor, audit, workspace
from huike.base.kernel import clock
from huike.base.kernel.errors import Conflict, Forbidden
from huike.library.commerce import queries
from huike.library.commerce.models import Shop
from huike.library.commerce.rules import ShopInfo, checked_currency, checked_name


def create_shop(
    actor: Actor, *, name: str, platform: str = "other", currency: str = ""
) -> ShopInfo:
    """A new shop; only who sees all shops may add one, or they could not see it afterwards."""
    if actor.scope.shop_ids is not None:
        raise Forbidden("Only who may see every shop can add one", code="shop_scope")
    row = Shop(
        workspace_id=actor.workspace_id,
        name=checked_name(name),
        platform=platform,
        currency=checked_currency(currency or workspace(actor.workspace_id).currency),
        created_at=clock.now(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            audit(actor, "shop.created", target_kind="shop", target_id=row.pk, fields=["name"])
    except IntegrityError:
        raise _taken(row.name) from None
    return queries.shape(row)


def change_shop(
    actor: Actor, shop_id: int, *, name: str | None = None, is_active: bool | None = None
) -> ShopInfo:
    """Rename a shop, or put it away: its facts stay."""
    known = queries.shop(shop_id, scope=actor.scope)
    changes = {
        key: value
        for key, value in {"name": name and checked_name(name), "is_active": is_active}.items()
        if value is not None and value != getattr(known, key)
    }
    if not changes:
        return known
    try:
        with transaction.atomic():
            Shop.objects.filter(pk=shop_id, workspace_id=actor.workspace_id).update(**changes)
            audit(
                actor, "shop.changed", target_kind="shop", target_id=shop_id, fields=sorted(changes)
            )
    except IntegrityError:
        raise _taken(str(changes["name"])) from None
    return ShopInfo(**{**asdict(known), **changes})


def ensure_shop(actor: Actor, name: str, *, platform: str = "other") -> ShopInfo:
    """The shop of this name, made where there is none (for commands)."""
    found = queries.shop_named(checked_name(name), scope=actor.scope)
    if found is not None:
        return found
    try:
        return create_shop(actor, name=name, platform=platform)
    except Conflict:  # somebody else was quicker
        again = queries.shop_named(checked_name(name), scope=actor.scope)
        if again is None:
            raise
        return again


def _taken(name: str) -> Conflict:
    return Conflict(
        f"There is a shop named {name!r} already", code="shop_name_taken", where="name", name=name
    )
