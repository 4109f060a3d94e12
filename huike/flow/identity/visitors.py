"""Visitors: people of whom nothing is known but the number a browser or an app gave them.

A visitor takes a number from the row of customers' numbers, and facts land under it. When the
visitor says who they are, their number is overridden by the customer's, and with it all their
history; the first who says so keeps the visitor, for a device may be lent.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from django.db import transaction

from huike.base.kernel import clock, crypto
from huike.base.kernel.bulk import chunks, insert_new, reserve_ids
from huike.base.outbox.facade import publish
from huike.events import VisitorsJoined, in_batches
from huike.flow.identity.models import Visitor
from huike.library.facts import facade as facts

_MOST = 900  # hashes in one question
_COLUMNS = ["workspace", "hash", "number", "customer", "seen_at"]


def visit(workspace_id: int, names: Sequence[str | None]) -> np.ndarray[Any, Any]:
    """The number under which each visitor's facts land: theirs, or the customer's they joined.

    0 where there is no name; a visitor nobody knew is made, once however many ask.
    """
    hashed = _hashed(workspace_id, names)
    wanted = {one for one in hashed if one}
    known = _known(workspace_id, wanted)
    unknown = sorted(wanted - known.keys())
    if unknown:
        now = clock.now()
        numbers = reserve_ids("customer", len(unknown))
        rows = [
            (workspace_id, one, number, 0, now)
            for one, number in zip(unknown, numbers, strict=True)
        ]
        insert_new(Visitor, _COLUMNS, rows)
        known |= _known(workspace_id, unknown)  # somebody else may have been quicker
    return np.array([known[one] if one else 0 for one in hashed], dtype=np.int64)


def join(workspace_id: int, pairs: Sequence[tuple[str, int]]) -> int:
    """These visitors are these customers; answers how many were not somebody's already."""
    whose: dict[bytes, int] = {}
    for name, customer in pairs:
        (hashed,) = _hashed(workspace_id, [name])
        if hashed and customer:
            whose.setdefault(hashed, customer)
    visit(workspace_id, [name for name, _ in pairs])
    joined: list[int] = []
    for part in chunks(sorted(whose), _MOST):
        with transaction.atomic():
            rows = Visitor.objects.select_for_update().filter(
                workspace_id=workspace_id, hash__in=part, customer=0
            )
            free = list(rows.order_by("hash"))
            for row in free:
                row.customer = whose[bytes(row.hash)]
            Visitor.objects.bulk_update(free, ["customer"])
            for ids in in_batches([row.number for row in free]):
                publish(VisitorsJoined(workspace_id=workspace_id, visitor_ids=ids))
        joined += [row.number for row in free]
    return len(joined)


def numbers_of(workspace_id: int, customer_id: int) -> list[int]:
    """The numbers under which a customer's facts landed before they said who they are."""
    rows = Visitor.objects.filter(workspace_id=workspace_id, customer=customer_id, customer__gt=0)
    return list(rows.order_by("number").values_list("number", flat=True))


def forget(workspace_id: int, customer_id: int) -> None:
    """Nothing that a browser sends leads to this customer any more."""
    rows = Visitor.objects.filter(workspace_id=workspace_id, customer=customer_id, customer__gt=0)
    rows.delete()


def land(workspace_id: int, numbers: Sequence[int]) -> None:
    """Tell the warehouse whose facts these visitors' are; told twice it is the same."""
    rows = [
        (row.number, row.customer)
        for part in chunks(sorted(numbers), _MOST)
        for row in Visitor.objects.filter(workspace_id=workspace_id, number__in=part)
        if row.customer
    ]
    if not rows:
        return
    table = pa.table(
        {
            "workspace_id": [workspace_id] * len(rows),
            "customer_id": [number for number, _ in rows],
            "survivor_id": [customer for _, customer in rows],
            "version": [1] * len(rows),
            "is_deleted": [0] * len(rows),
        }
    )
    facts.land("overrides", table, token=f"visitors-{workspace_id}-{rows[0][0]}-{len(rows)}")


def _hashed(workspace_id: int, names: Sequence[str | None]) -> list[bytes | None]:
    hashed = crypto.blinder(workspace_id, "anonymous_id")
    return [hashed(name) if name else None for name in names]


def _known(workspace_id: int, hashes: Iterable[bytes]) -> dict[bytes, int]:
    found: dict[bytes, int] = {}
    for part in chunks(sorted(hashes), _MOST):
        rows = Visitor.objects.filter(workspace_id=workspace_id, hash__in=part)
        for hashed, number, customer in rows.values_list("hash", "number", "customer"):
            found[bytes(hashed)] = customer or number
    return found
