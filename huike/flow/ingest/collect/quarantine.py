"""Messages that the plan held back: looked at, read again after the plan was mended, let go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, Q
from pydantic_core import from_json, to_json

from huike.base.access.facade import Actor, Scope, audit
from huike.base.journal import facade as journal
from huike.base.kernel import clock, crypto
from huike.base.kernel.bulk import chunks
from huike.base.kernel.paging import Page, decode_cursor, encode_cursor, limit_of
from huike.flow.ingest.collect import sources
from huike.flow.ingest.collect.accept import FORM
from huike.flow.ingest.collect.plan import SEALED
from huike.flow.ingest.collect.records import BlockedMessage
from huike.flow.ingest.rules import mask

if TYPE_CHECKING:
    from django.db.models import QuerySet

_AT_ONCE = 5_000  # messages that one act sends on their way
_MOST = 500  # rows written in one statement
_KEPT = timedelta(days=30)
_STUCK = timedelta(minutes=10)  # on their way for longer: they may be sent again


@dataclass(frozen=True)
class Blocked:
    """A message that was held back; its values are masked."""

    id: int
    name: str
    source_id: int
    problems: list[tuple[str, str, str]]  # field, reason, value
    properties: dict[str, str]
    happened_at: datetime
    at: datetime
    is_on_its_way: bool


def page(
    scope: Scope, *, name: str = "", source_id: int = 0, cursor: str = "", limit: int = 50
) -> Page[Blocked]:
    """What is held back, newest first; of the shops that the scope allows."""
    rows = _visible(scope)
    rows = rows.filter(name=name) if name else rows
    rows = rows.filter(source=source_id) if source_id else rows
    total = rows.count()
    if cursor:
        rows = rows.filter(pk__lt=decode_cursor(cursor, 1)[0])
    size = limit_of(limit)
    found = list(rows.order_by("-pk")[: size + 1])
    more = encode_cursor([found[size - 1].pk]) if len(found) > size else None
    return Page([_shape(row) for row in found[:size]], more, total)


def counts(scope: Scope) -> dict[str, int]:
    """How many messages of each event are held back."""
    counted = _visible(scope).values("name").annotate(count=Count("pk")).order_by("name")
    return {one["name"]: one["count"] for one in counted}


def replay(actor: Actor, *, name: str = "", ids: Sequence[int] | None = None) -> tuple[int, int]:
    """Send messages on their way again; how many, and how many more wait.

    They pass the plan as it is now: what is still otherwise is held back again. Each lands once,
    for it keeps its id.
    """
    now = clock.now()
    is_here = Q(replayed_at=None) | Q(replayed_at__lt=now - _STUCK)
    rows = _asked(actor.scope, name, ids).filter(is_here)
    chosen = list(rows.order_by("pk")[:_AT_ONCE])
    with transaction.atomic():
        audit(actor, "plan.replayed", target_kind="event_plan", count=len(chosen))
        for part in chunks([row.pk for row in chosen], _MOST):
            mine = BlockedMessage.objects.filter(workspace_id=actor.workspace_id, pk__in=part)
            mine.update(replayed_at=now)
    # Only what is marked as on its way is let go when it lands, so it is marked first.
    for rows_of_part in chunks(chosen, _MOST):
        journal.append([_entry(row, now) for row in rows_of_part])
    return len(chosen), rows.count()


def discard(actor: Actor, *, name: str = "", ids: Sequence[int] | None = None) -> int:
    """Let messages go for good; how many."""
    rows = _asked(actor.scope, name, ids)
    with transaction.atomic():
        gone, _ = rows.delete()
        audit(actor, "plan.discarded", target_kind="event_plan", count=gone)
    return gone


def forget() -> int:
    """Let go of what nobody asked for in a month."""
    gone, _ = BlockedMessage.objects.filter(at__lt=clock.now() - _KEPT).delete()
    return gone


def _entry(row: BlockedMessage, now: datetime) -> journal.Entry:
    message: dict[str, Any] = from_json(crypto.unseal_secret(bytes(row.sealed), SEALED))
    # What a batch shares does not count for the size of its messages.
    shared = message.pop("context")
    return journal.Entry(
        workspace_id=row.workspace_id,
        source_id=row.source,
        form=f"{FORM}batch",
        received_at=now,
        count=1,
        body=to_json({"batch": [message], "context": shared}, inf_nan_mode="null"),
    )


def _shape(row: BlockedMessage) -> Blocked:
    message = from_json(crypto.unseal_secret(bytes(row.sealed), SEALED))
    return Blocked(
        row.pk,
        row.name,
        row.source,
        [(field, reason, value) for field, reason, value in row.problems],
        {
            name: mask.free(name, value if isinstance(value, str) else to_json(value).decode())
            for name, value in message["properties"].items()
        },
        row.happened_at,
        row.at,
        row.replayed_at is not None,
    )


def _asked(scope: Scope, name: str, ids: Sequence[int] | None) -> "QuerySet[BlockedMessage]":
    rows = _visible(scope)
    rows = rows.filter(name=name) if name else rows
    return rows if ids is None else rows.filter(pk__in=ids[:_MOST])


def _visible(scope: Scope) -> "QuerySet[BlockedMessage]":
    rows = BlockedMessage.objects.filter(workspace_id=scope.workspace_id)
    if scope.shop_ids is None:
        return rows
    return rows.filter(source__in=[one.id for one in sources.sources(scope)])
