"""What a shop may be. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from huike.base.kernel.errors import Invalid

Platform = Literal[
    "own_site", "taobao", "tmall", "jd", "pinduoduo", "douyin", "shopify", "woocommerce",
    "offline", "other",
]  # fmt: skip
PLATFORMS: tuple[str, ...] = get_args(Platform)
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True)
class ShopInfo:
    """A shop as other rooms see it."""

    id: int
    workspace_id: int
    name: str
    platform: str
    currency: str
    is_active: bool
    created_at: datetime


def checked_name(name: str) -> str:
    """The name without spaces around it; an empty or endless one is refused."""
    name = " ".join(name.split())
    if not 0 < len(name) <= 120:
        raise Invalid(
            "A shop's name has 1 to 120 characters", code="shop_name_length", where="name"
        )
    return name


def checked_currency(currency: str) -> str:
    """Three capital letters."""
    if not _CURRENCY.fullmatch(currency):
        raise Invalid(
            "A currency is three capital letters, such as CNY",
            code="bad_currency",
            where="currency",
        )
    return currency
