"""Writing facts of a workspace into the warehouse of a test, always in a newer version."""

from itertools import count
from typing import Any

from tests.rules import world

_versions = count(1)
Some = dict[int, dict[str, Any]]


class Facts:
    """What the warehouse knows of one workspace."""

    def __init__(self, workspace_id: int) -> None:
        self.workspace_id = workspace_id
        self._shops: dict[int, set[int]] = {}

    def customers(self, some: Some) -> None:
        """Customers; what is not named is absent."""
        plain = {
            "created_at": world.TIMES[-1], "shop_ids": [], "has_email": 0, "has_phone": 0,
            "has_user_id": 0, "attributes": [], "is_deleted": 0,
        }  # fmt: skip
        self._put("customers", [{"customer_id": one, **plain, **row} for one, row in some.items()])

    def traits(self, some: Some) -> None:
        """Computed traits."""
        self._put("traits", [{"customer_id": one, **row} for one, row in some.items()])

    def order(self, customer_id: int, *, shop_id: int, order_no: str, **more: Any) -> None:
        """One paid order of 100; whoever orders in a shop is known there."""
        known = self._shops.setdefault(customer_id, set())
        known.add(shop_id)
        self.customers({customer_id: {"shop_ids": sorted(known)}})
        plain = {
            "kind": "sale", "status": "paid", "ordered_at": world.TIMES[-1], "amount": 100,
            "refund": 0, "quantity": 1, "is_deleted": 0, "origin_id": customer_id,
        }  # fmt: skip
        keys = {"customer_id": customer_id, "shop_id": shop_id, "order_no": order_no}
        self._put("orders", [{**keys, **plain, **more}])

    def _put(self, table: str, rows: list[dict[str, Any]]) -> None:
        version = next(_versions)
        world.put(
            table,
            [{"workspace_id": self.workspace_id, "version": version, **row} for row in rows],
            token=f"{table}-{version}",
        )
