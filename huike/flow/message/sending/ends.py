"""Writing ends: the message, its source's counts and the fact for the warehouse, together."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import F

from huike.base.kernel import clock
from huike.flow.message.models import Dispatch, Ended, Message
from huike.flow.message.rules import ENDS, Next

_TABLE = Message._meta.db_table
_DISPATCHES, _WAITING = Dispatch._meta.db_table, Ended._meta.db_table


@dataclass(frozen=True, slots=True)
class Source:
    """Whose messages they are: a broadcast of a workspace."""

    workspace_id: int
    kind: str
    id: int


class Taken(NamedTuple):
    """A message that this worker has claimed."""

    message_id: int
    customer_id: int
    version_id: int
    attempts: int
    may_repeat: bool


class End(NamedTuple):
    """What became of a message at this worker."""

    taken: Taken
    outcome: Next
    answer: str = ""
    is_attempt: bool = True


class _Change(NamedTuple):
    state: str
    reason: str
    due_at: datetime | None
    answer: str
    is_attempt: bool


def record(source: Source, claim_id: int, ends: Sequence[End]) -> None:
    """Write ends under a claim, in the caller's transaction; repeating changes nothing."""
    together: dict[_Change, list[End]] = defaultdict(list)
    for one in ends:
        state, reason, due_at = one.outcome
        together[_Change(state, reason, due_at, one.answer, one.is_attempt)].append(one)
    now = clock.now()
    rows: list[tuple[int, int, str, str]] = []
    for change, some in together.items():
        changed = _change(claim_id, change, [one.taken.message_id for one in some], now)
        if change.state in ENDS:
            rows += [
                (one.taken.message_id, one.taken.customer_id, change.state, change.reason)
                for one in some
                if one.taken.message_id in changed
            ]
    count_and_tell(source, rows, now)


def count_and_tell(
    source: Source, rows: Sequence[tuple[int, int, str, str]], now: datetime
) -> None:
    """Add ends to the source's counts and to what goes to the warehouse."""
    if not rows:
        return
    counts = Counter(state for _, _, state, _ in rows)
    sums = ", ".join(f"{state} = {state} + {counts[state]:d}" for state in ENDS if counts[state])
    at = round(now.timestamp() * 1000)
    # By hand: the desk does this for every few messages, and Django takes longer to say it.
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_DISPATCHES} SET {sums} WHERE source_id = %s AND source = %s",  # noqa: S608
            [source.id, source.kind],
        )
        cursor.execute(
            f"INSERT INTO {_WAITING} (workspace_id, source, source_id, rows)"  # noqa: S608
            " VALUES (%s, %s, %s, %s)",
            [source.workspace_id, source.kind, source.id, json.dumps([[*row, at] for row in rows])],
        )


def tell_late(source: Source, claim_id: int, ends: Iterable[End]) -> None:
    """A worker that was taken for dead knows how its messages ended: unknown becomes known."""
    now = clock.now()
    with transaction.atomic():
        rows = []
        for one in ends:
            if one.outcome.state not in ("sent", "failed"):
                continue
            settled = Message.objects.filter(
                pk=one.taken.message_id, claim_id=claim_id, state=Message.State.UNKNOWN
            ).update(
                state=one.outcome.state,
                reason=one.outcome.reason,
                answer=one.answer,
                claim_id=None,
                ended_at=now,
            )
            if settled:
                row = (one.taken.message_id, one.taken.customer_id)
                rows.append((*row, one.outcome.state, one.outcome.reason))
        if rows:
            Dispatch.objects.filter(source_id=source.id, source=source.kind).update(
                unknown=F("unknown") - len(rows)
            )
            count_and_tell(source, rows, now)


def _change(claim_id: int, change: _Change, ids: Sequence[int], now: datetime) -> set[int]:
    """Put messages that this claim holds into another state; those that it did hold."""
    moment = connection.ops.adapt_datetimefield_value
    sets = ["state = %s", "reason = %s", "answer = %s", "claim_id = NULL"]
    values: list[Any] = [change.state, change.reason, change.answer]
    if change.is_attempt:
        sets.append("attempts = attempts + 1")
    if change.state in ENDS:
        sets.append("ended_at = %s")
        values.append(moment(now))
    if change.due_at is not None:
        sets.append("due_at = %s")
        values.append(moment(change.due_at))
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_TABLE} SET {', '.join(sets)} WHERE id IN ({marks})"  # noqa: S608
            " AND claim_id = %s AND state IN ('claimed', 'handing') RETURNING id",
            [*values, *ids, claim_id],
        )
        return {row[0] for row in cursor.fetchall()}
