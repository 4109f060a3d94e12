"""What was accepted becomes facts, each message once, whatever breaks off in between.

A landing is fixed in the database first: its entries, and which of their messages are new. Then
people are found, rows are written under the landing's tokens, and it is told. Killed anywhere, the
same landing is done again to the same rows.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
from django.db import transaction
from pydantic_core import to_json

from huike.base.journal import facade as journal
from huike.base.journal.facade import Kept
from huike.base.kernel import clock
from huike.base.kernel.bulk import chunks, insert_new
from huike.base.kernel.exclusive import exclusive
from huike.base.outbox.facade import publish
from huike.events import EventsLanded, in_batches
from huike.flow.ingest.collect import catalogue, people
from huike.flow.ingest.collect.accept import FORM
from huike.flow.ingest.collect.models import LandedEntry, Landing, SeenMessage, Source
from huike.flow.ingest.collect.rules import naming, protocol
from huike.flow.ingest.collect.rules.protocol import Message
from huike.library.facts import facade as facts

_MOST_ENTRIES = 2_000
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

    @property
    def hash(self) -> bytes:
        """What tells it from others of its workspace."""
        return hashlib.sha256(self.message_id.encode()).digest()[:16]


def land_waiting(workspace_id: int) -> int:
    """Land all that waits of a workspace; how many messages. Nothing if somebody else does it."""
    landed = 0
    with exclusive(f"collect:{workspace_id}", is_patient=False) as is_mine:
        if not is_mine:
            return 0
        for begun in Landing.objects.filter(workspace_id=workspace_id, is_done=False):
            landed += _finish(begun)
        while entries := journal.waiting(workspace_id, most=_MOST_ENTRIES, most_bytes=_MOST_BYTES):
            row = _fix(workspace_id, entries)
            landed += _finish(row) if row else 0
    return landed


def _fix(workspace_id: int, entries: Sequence[Kept]) -> Landing | None:
    """The landing of these entries; those of an earlier one only need be settled."""
    numbers = [one.id for one in entries]
    taken = set(LandedEntry.objects.filter(entry__in=numbers).values_list("entry", flat=True))
    journal.settle(sorted(taken))
    fresh = [one for one in entries if one.id not in taken]
    if not fresh:
        return None
    said = list(_said(workspace_id, fresh))
    hashes = sorted({one.hash for one in said})
    with transaction.atomic():
        row = Landing.objects.create(
            workspace_id=workspace_id,
            entries=[one.id for one in fresh],
            messages=len(said),
            duplicates=0,
            made_at=clock.now(),
        )
        insert_new(LandedEntry, ["entry", "landing"], [(one.id, row.pk) for one in fresh])
        rows = [(workspace_id, one, row.pk) for one in hashes]
        new = insert_new(SeenMessage, ["workspace", "hash", "landing"], rows)
        row.duplicates = len(said) - new
        row.save(update_fields=["duplicates"])
    return row


def _finish(row: Landing) -> int:
    """Write what the landing holds and tell of it; how many messages it brought."""
    workspace_id = row.workspace_id
    new = _new_ones(row, list(_said(workspace_id, journal.taken(row.entries))))
    numbers = people.of(workspace_id, new)
    happened = [place for place, one in enumerate(new) if naming.event_of(one.message)]
    if happened:
        table = _rows(row, [new[place] for place in happened], numbers[happened])
        facts.land("events", table, token=f"collect:{row.pk}")
    whose = sorted({int(one) for one in numbers if one})
    with transaction.atomic():
        catalogue.count(workspace_id, new)
        Landing.objects.filter(pk=row.pk, workspace_id=workspace_id).update(is_done=True)
        for ids in in_batches(whose):
            publish(EventsLanded(workspace_id=workspace_id, landing_id=row.pk, customer_ids=ids))
    journal.settle(row.entries)
    return len(new)


def _said(workspace_id: int, entries: Sequence[Kept]) -> Iterator[Said]:
    """The messages of entries, in order; rules have changed if one can no longer be read."""
    numbers = {one.source_id for one in entries}
    senders = Source.objects.filter(workspace_id=workspace_id, pk__in=numbers)
    shops = dict(senders.values_list("pk", "shop_id"))
    for entry in entries:
        request = protocol.read(entry.body, entry.form.removeprefix(FORM))
        for index, message in protocol.check(request)[0]:
            yield Said(
                message,
                message.message_id or f"{entry.id}:{index}",
                protocol.happened_at(message, request.sent_at, entry.received_at),
                entry.source_id,
                shops.get(entry.source_id, 0),
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
            "props": [to_json(naming.props_of(one.message)).decode() for one in said],
            "batch_id": [row.pk] * size,
        }
    )
