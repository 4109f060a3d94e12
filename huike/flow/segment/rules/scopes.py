"""The shops a segment was made for, as one text, and who may see it. Pure."""

from collections.abc import Iterable

EVERY_SHOP = ""
NO_SHOP = "none"


def key(shop_ids: tuple[int, ...] | None) -> str:
    """The shops as a text that can be compared and stored."""
    if shop_ids is None:
        return EVERY_SHOP
    return ",".join(str(one) for one in sorted(set(shop_ids))) or NO_SHOP


def shops(scope_key: str) -> tuple[int, ...] | None:
    """The shops again."""
    if scope_key == EVERY_SHOP:
        return None
    return () if scope_key == NO_SHOP else tuple(int(one) for one in scope_key.split(","))


def visible(scope_keys: Iterable[str], shop_ids: tuple[int, ...] | None) -> list[str]:
    """Those made for shops that the reader may all see: a wider one would tell of other shops."""
    if shop_ids is None:
        return list(scope_keys)
    return [one for one in scope_keys if _within(shops(one), set(shop_ids))]


def _within(needed: tuple[int, ...] | None, allowed: set[int]) -> bool:
    return needed is not None and set(needed) <= allowed
