"""How one order was paid and which coupons were used with it."""

from typing import Any

from huike.base.access.facade import Scope
from huike.base.warehouse import facade as warehouse


def payments(scope: Scope, shop_id: int, order_no: str) -> list[dict[str, Any]]:
    """The payments of an order that the caller may see, the earliest first."""
    return _rows("payments_of_order", scope, shop_id, order_no)


def coupons(scope: Scope, shop_id: int, order_no: str) -> list[str]:
    """The coupons used with it."""
    return [one["coupon"] for one in _rows("coupons_of_order", scope, shop_id, order_no)]


def _rows(name: str, scope: Scope, shop_id: int, order_no: str) -> list[dict[str, Any]]:
    if not scope.allows_shop(shop_id):
        return []
    bound = {"ws": scope.workspace_id, "shop": shop_id, "number": order_no}
    return warehouse.select_dicts(warehouse.load(__file__, name), bound)
