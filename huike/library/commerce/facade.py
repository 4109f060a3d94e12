"""The door: shops of a workspace, and what they sell."""

from huike.library.commerce.actions import change_shop, create_shop, ensure_shop
from huike.library.commerce.categories.own import OwnCategories, own_categories
from huike.library.commerce.products.queries import (
    Product,
    ProductFilters,
    ProductRow,
)
from huike.library.commerce.products.queries import one as product
from huike.library.commerce.products.queries import page as product_page
from huike.library.commerce.queries import categories, product_titles, shop, shop_named, shops
from huike.library.commerce.rules import PLATFORMS, ShopInfo
from huike.library.commerce.units import MOST_LETTERS as MOST_UNIT
from huike.library.commerce.units import UNITS, in_unit, known_unit, unit_of

__all__ = [
    "MOST_UNIT",
    "PLATFORMS",
    "UNITS",
    "OwnCategories",
    "Product",
    "ProductFilters",
    "ProductRow",
    "ShopInfo",
    "categories",
    "change_shop",
    "create_shop",
    "ensure_shop",
    "in_unit",
    "known_unit",
    "own_categories",
    "product",
    "product_page",
    "product_titles",
    "shop",
    "shop_named",
    "shops",
    "unit_of",
]
