"""What was accepted becomes facts, each message once, whatever breaks off in between.

A landing is fixed in the database first: its entries, and which of their messages are new. Then
people are found, rows are written under the landing's tokens, and it is told. Killed anywhere, the
same landing is done again to the same rows. One that what it holds has ended more than once is
split, until what cannot be landed is alone and set aside (`aside`).
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from django.db import transaction
from pydantic_core import to_json

from huike.base.journal import facade as journal
from huike.base.journal.facade import Kept
from huike.base.kernel import clock
from huike.base.kernel.bulk import chunks, insert_new, reserve_ids
from huike.base.kernel.errors import HuikeError, Invalid
from huike.base.kernel.exclusive import exclusive
from huike.base.outbox.facade import publish
from huike.events import EventsLanded, in_batches
from huike.flow.ingest.collect import (
    activity,
    aside,
    catalogue,
    favourites,
    orders,
    people,
    plan,
    refusals,
)
from huike.flow.ingest.collect.accept import FORM
from huike.flow.ingest.collect.models import LandedEntry, Landing, SeenMessage, Source
from huike.flow.ingest.collect.rules import naming, protocol
from huike.flow.ingest.collect.rules.protocol import Message
from huike.flow.ingest.reviews import events as reviews
from huike.library.facts import facade as facts

_MOST_ENTRIES = 2_000
_MOST_MESSAGES = 4_000  # a landing is over within a second: others wait for their turn
_MOST_BYTES = 8 * 1024 * 1024
_MOST = 900  # values in one question
_TIME = pa.timestamp("ms", tz="UTC")


@dataclass(frozen=True)
class Said:
    """A message of a landing: what it says, when by our clock, and from where."""

    message: Message
    message_id: str
    happened_at: datetime
    source_id: int
    shop_id: int
    entry: int  # of the journal

    @cached_property
    def hash(self) -> bytes:
        """What tells it from others of its workspace."""
        return hashlib.sha256(self.message_id.encode()).digest()[:16]


@dataclass(frozen=True)
class Read:
    """Entries of a landing and the messages in them, read once."""

    entries: Sequence[Kept]
    said: Sequence[Said]


@dataclass(frozen=True)
class Step:
    """What one step has landed, and whether another may find something."""

    messages: int
    may_be_more: bool


def land_waiting(workspace_id: int) -> int:
    """Land all that waits of a workspace; how many messages. Nothing if somebody else does it."""
    landed = 0
    while True:
        step = land_next(workspace_id)
        landed += step.messages
        if not step.may_be_more:
            return landed


def land_next(workspace_id: int) -> Step:
    """Land what waits longest of a workspace, as much as is done within a second."""
    with exclusive(lock_name(workspace_id), is_patient=False) as is_mine:
        if not is_mine:
            return Step(0, may_be_more=False)
        if finished := finish_begun(workspace_id):
            return Step(sum(finished), may_be_more=True)
        entries = journal.waiting(
            workspace_id, most=_MOST_ENTRIES, most_bytes=_MOST_BYTES, most_things=_MOST_MESSAGES
        )
        if not entries:
            return Step(0, may_be_more=False)
        return Step(_fix_and_finish(workspace_id, entries), may_be_more=True)


def land_again(workspace_id: int, entries: Sequence[Kept]) -> int:
    """Land the messages of settled entries that were never landed; how many.

    Whoever calls holds the workspace's lock. What was set aside or held back is tried again.
    """
    said = list(said_in(workspace_id, entries))
    row = _fix(workspace_id, entries, said, is_again=True)
    return _finish_or_split(row, Read(entries, said)) if row else 0


def land_missing(workspace_id: int, said: Sequence[Said]) -> int:
    """Land messages that were landed once and are not in the warehouse; how many.

    Whoever calls holds the workspace's lock, and has asked the warehouse under it.
    """
    with transaction.atomic():
        row = Landing.objects.create(
            pk=reserve_ids("batch", 1).start,
            workspace_id=workspace_id,
            entries=sorted({one.entry for one in said}),
            messages=0,  # none comes for the first time
            duplicates=0,
            is_again=True,
            made_at=clock.now(),
        )
        for part in chunks(sorted({one.hash for one in said}), _MOST):
            seen = SeenMessage.objects.filter(workspace_id=workspace_id, hash__in=part)
            seen.update(landing=row.pk)
    return _finish_or_split(row)


def lock_name(workspace_id: int) -> str:
    """The lock of whoever lands for a workspace."""
    return f"collect:{workspace_id}"


def finish_begun(workspace_id: int) -> list[int]:
    """Bring to its end what was fixed and not finished; how many messages each has brought."""
    begun = Landing.objects.filter(workspace_id=workspace_id, is_done=False).order_by("pk")
    return [_finish_or_split(row) for row in begun]


def _fix_and_finish(workspace_id: int, entries: Sequence[Kept]) -> int:
    """Land these entries; those of an earlier landing only need be settled."""
    numbers = [one.id for one in entries]
    taken = set(LandedEntry.objects.filter(entry__in=numbers).values_list("entry", flat=True))
    journal.settle(sorted(taken))
    fresh = [one for one in entries if one.id not in taken]
    if not fresh:
        return 0
    said = list(said_in(workspace_id, fresh))
    row = _fix(workspace_id, fresh, said)
    return _finish_or_split(row, Read(fresh, said)) if row else 0


def _fix(
    workspace_id: int, entries: Sequence[Kept], said: Sequence[Said], *, is_again: bool = False
) -> Landing | None:
    """The landing of these entries; none where they hold nothing new and are landed again."""
    with transaction.atomic():
        number = reserve_ids("batch", 1).start
        if is_again:
            aside.let_go(workspace_id, sorted({one.entry for one in said}))
        held = plan.hold_back(workspace_id, number, said)
        hashes = sorted({one.hash for one in said} - held)
        rows = [(workspace_id, one, number) for one in hashes]
        new = insert_new(SeenMessage, ["workspace", "hash", "landing"], rows)
        if is_again and not new:
            return None
        # Of entries that are landed again it is known already to which landing they belong.
        insert_new(LandedEntry, ["entry", "landing"], [(one.id, number) for one in entries])
        return Landing.objects.create(
            pk=number,
            workspace_id=workspace_id,
            entries=[one.id for one in entries],
            messages=len(said),
            duplicates=len(said) - new - len(held),
            is_again=is_again,
            made_at=clock.now(),
        )


def _finish_or_split(row: Landing, read: Read | None = None) -> int:
    try:
        return _finish(row, read or _read_again(row))
    except Exception as problem:
        if not aside.blames_what_it_holds(problem) or aside.is_first_failure(row):
            raise
        aside.split(row, _new_ones(row, _read_again(row).said), problem)
        return 0


def _read_again(row: Landing) -> Read:
    entries = journal.taken(row.entries)
    return Read(entries, list(said_in(row.workspace_id, entries)))


def _finish(row: Landing, read: Read) -> int:
    """Write what the landing holds and tell of it; how many messages it brought."""
    workspace_id = row.workspace_id
    entries, said = read.entries, read.said
    new = _new_ones(row, said)
    counted = new if row.messages else []
    if row.is_again:
        said, entries = counted, []  # the others were counted when they came
    numbers = people.of(workspace_id, new)
    happened = [place for place, one in enumerate(new) if naming.event_of(one.message)]
    if happened:
        table = _rows(row, [new[place] for place in happened], numbers[happened])
        facts.land("events", table, token=f"collect:{row.pk}")
    orders.land(row, new, numbers)
    reviews.land(row, new, numbers)
    favourites.land(row, new, numbers)
    whose = sorted({int(one) for one in numbers if one})
    with transaction.atomic():
        names = catalogue.count(workspace_id, said, counted)
        whose_is = {id(one): int(number) for one, number in zip(new, numbers, strict=True)}
        activity.record(row, said, whose_is, refusals.among(entries), names)
        Landing.objects.filter(pk=row.pk, workspace_id=workspace_id).update(is_done=True)
        for ids in in_batches(whose):
            publish(EventsLanded(workspace_id=workspace_id, landing_id=row.pk, customer_ids=ids))
    journal.settle(row.entries)
    return len(new)


def said_in(workspace_id: int, entries: Sequence[Kept]) -> Iterator[Said]:
    """The messages of entries, in order; an entry that can no longer be read is set aside."""
    numbers = {one.source_id for one in entries}
    senders = Source.objects.filter(workspace_id=workspace_id, pk__in=numbers)
    shops = dict(senders.values_list("pk", "shop_id"))
    for entry in entries:
        if entry.form == refusals.FORM:
            continue
        try:
            if entry.problem:
                raise Invalid(entry.problem, code="not_opened")
            request = protocol.read(entry.body, entry.form.removeprefix(FORM))
        except (HuikeError, KeyError) as problem:
            # Another program wrote it, or its bytes were changed: others need not wait for it.
            aside.set_aside(entry.workspace_id, entry.source_id, entry.id, problem)
            continue
        for index, message in protocol.check(request)[0]:
            yield Said(
                message,
                message.message_id or f"{entry.id}:{index}",
                protocol.happened_at(message, request.sent_at, entry.received_at),
                entry.source_id,
                shops.get(entry.source_id, 0),
                entry.id,
            )


def _new_ones(row: Landing, said: Sequence[Said]) -> list[Said]:
    """Those messages that this landing brought first, each once."""
    mine: set[bytes] = set()
    for part in chunks(sorted({one.hash for one in said}), _MOST):
        found = SeenMessage.objects.filter(
            workspace_id=row.workspace_id, hash__in=part, landing=row.pk
        )
        mine.update(bytes(one) for one in found.values_list("hash", flat=True))
    new = []
    for one in said:
        if one.hash in mine:
            mine.discard(one.hash)
            new.append(one)
    return new


def _rows(row: Landing, said: Sequence[Said], customers: np.ndarray[Any, Any]) -> pa.Table:
    size = len(said)
    landed = clock.now()
    return pa.table(
        {
            "workspace_id": [row.workspace_id] * size,
            "event": [naming.event_of(one.message) for one in said],
            "customer_id": customers.tolist(),
            "origin_id": customers.tolist(),
            "shop_id": [one.shop_id for one in said],
            "occurred_at": pa.array([one.happened_at for one in said], _TIME),
            "landed_at": pa.array([landed] * size, _TIME),
            "message_id": [one.message_id for one in said],
            "props": [
                to_json(naming.props_of(one.message), inf_nan_mode="null").decode() for one in said
            ],
            "batch_id": [row.pk] * size,
        }
    )
