"""The door: shops of a workspace, and the titles of what they sell."""

from huike.library.commerce.actions import change_shop, create_shop, ensure_shop
from huike.library.commerce.queries import categories, product_titles, shop, shop_named, shops
from huike.library.commerce.rules import PLATFORMS, ShopInfo

__all__ = [
    "PLATFORMS",
    "ShopInfo",
    "categories",
    "change_shop",
    "create_shop",
    "ensure_shop",
    "product_titles",
    "shop",
    "shop_named",
    "shops",
]
