"""What a customer has among their favourites now."""

from typing import Any

from huike.base.access.facade import Scope
from huike.base.warehouse import facade as warehouse
from huike.flow.identity import facade as identity

_MOST = 200


def of_customer(scope: Scope, customer_id: int) -> list[dict[str, Any]]:
    """The products of the allowed shops that a visible customer has marked, the newest first."""
    return warehouse.select_dicts(
        warehouse.load(__file__, "favourites_of_customer"),
        {
            "ws": scope.workspace_id,
            "numbers": [customer_id, *identity.numbers_of(scope.workspace_id, customer_id)],
            "all_shops": int(scope.shop_ids is None),
            "shops": list(scope.shop_ids or ()),
            "most": _MOST,
        },
    )
