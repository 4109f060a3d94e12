"""Visitors: people of whom nothing is known but the number a browser or an app gave them.

A visitor takes a number from the row of customers' numbers, and facts land under it. When the
visitor says who they are, their number is overridden by the customer's, and with it all their
history and what is still to come; who said so first keeps the visitor, for a device may be lent:
first by when it happened, in whatever order it is heard.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction

from huike.base.kernel import clock, crypto
from huike.base.kernel.bulk import chunks, insert_new, reserve_ids
from huike.base.kernel.lookup import among
from huike.base.outbox.facade import publish
from huike.events import VisitorsJoined, in_batches
from huike.flow.identity import groups
from huike.flow.identity.models import SharedVisitor, Visitor

_MOST = 900  # hashes in one question
_COLUMNS = ["workspace", "hash", "number", "customer", "seen_at"]


def visit(workspace_id: int, names: Sequence[str | None]) -> np.ndarray[Any, Any]:
    """The number under which each visitor's facts land; whose they are is for `overrides` to say.

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


def join(workspace_id: int, told: Sequence[tuple[str, int, datetime]]) -> int:
    """These visitors were these customers then; answers of how many that is news."""
    whose: dict[bytes, tuple[datetime, int]] = {}
    everybody_of: dict[bytes, set[int]] = defaultdict(set)
    names = [name for name, _, _ in told]
    for hashed, (_, customer, at) in zip(_hashed(workspace_id, names), told, strict=True):
        if hashed and customer:
            whose[hashed] = min(whose.get(hashed, (at, customer)), (at, customer))
            everybody_of[hashed].add(customer)
    visit(workspace_id, names)
    joined: list[int] = []
    for part in chunks(sorted(whose), _MOST):
        with transaction.atomic():
            rows = Visitor.objects.select_for_update().filter(
                workspace_id=workspace_id, hash__in=part
            )
            known = list(rows.order_by("hash"))
            _note_shared(workspace_id, known, everybody_of)
            news = [
                row
                for row in known
                if not row.customer or (row.joined_at and whose[bytes(row.hash)][0] < row.joined_at)
            ]
            for row in news:
                row.joined_at, row.customer = whose[bytes(row.hash)]
            Visitor.objects.bulk_update(news, ["joined_at", "customer"])
            for ids in in_batches([row.number for row in news]):
                publish(VisitorsJoined(workspace_id=workspace_id, visitor_ids=ids))
        joined += [row.number for row in news]
    return len(joined)


def _note_shared(
    workspace_id: int, known: Iterable[Visitor], said: Mapping[bytes, set[int]]
) -> None:
    """Keep who else said that they are in a browser: a reason to ask whether they are one."""
    shared: list[tuple[int, int, int]] = []
    for row in known:
        whose = said[bytes(row.hash)].union({row.customer} if row.customer else ())
        if len(whose) > 1:
            shared += [(workspace_id, row.number, customer) for customer in sorted(whose)]
    insert_new(SharedVisitor, ["workspace", "number", "customer"], shared)


def numbers_of(workspace_id: int, customer_id: int) -> list[int]:
    """The other numbers under which a customer's facts landed: of visitors, of merged records."""
    records = groups.records(workspace_id, [customer_id]).get(customer_id, [customer_id])
    seen = [number for number, _ in joined_to(workspace_id, records)]
    return [one for one in records if one != customer_id] + seen


def forget(workspace_id: int, customer_id: int) -> None:
    """Nothing that a browser sends leads to this customer any more."""
    rows = Visitor.objects.filter(workspace_id=workspace_id, customer=customer_id, customer__gt=0)
    rows.delete()
    SharedVisitor.objects.filter(workspace_id=workspace_id, customer=customer_id).delete()


def joined_to(workspace_id: int, customers: Iterable[int]) -> list[tuple[int, int]]:
    """The visitors who turned out to be these records: their numbers, and the record of each."""
    rows = among(Visitor, ("number", "customer"), "customer", customers, workspace=workspace_id)
    return sorted((number, customer) for number, customer in rows if customer)


def customers_of(workspace_id: int, numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Who these visitors turned out to be, of those who said so."""
    rows = among(Visitor, ("number", "customer"), "number", numbers, workspace=workspace_id)
    return sorted((number, customer) for number, customer in rows if customer)


def everybody(workspace_id: int) -> Iterator[int]:
    """The numbers of all visitors who have said who they are."""
    rows = Visitor.objects.filter(workspace_id=workspace_id, customer__gt=0).order_by("number")
    return rows.values_list("number", flat=True).iterator()


def _hashed(workspace_id: int, names: Sequence[str | None]) -> list[bytes | None]:
    hashed = crypto.blinder(workspace_id, "anonymous_id")
    return [hashed(name) if name else None for name in names]


def _known(workspace_id: int, hashes: Iterable[bytes]) -> dict[bytes, int]:
    found: dict[bytes, int] = {}
    for part in chunks(sorted(hashes), _MOST):
        rows = Visitor.objects.filter(workspace_id=workspace_id, hash__in=part)
        found.update((bytes(one), number) for one, number in rows.values_list("hash", "number"))
    return found
