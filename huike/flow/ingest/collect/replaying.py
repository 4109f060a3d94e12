"""What a source sent is read again: what is not in the warehouse comes into it, nothing twice.

That is: messages that were set aside, or held back by a plan that has changed; and facts that a
warehouse has lost.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from huike.base.access.facade import Actor, audit
from huike.base.jobs.facade import enqueue
from huike.base.journal import facade as journal
from huike.base.journal.facade import Kept
from huike.base.kernel.bulk import chunks
from huike.base.kernel.errors import Invalid
from huike.base.kernel.exclusive import exclusive
from huike.base.warehouse import facade as warehouse
from huike.flow.ingest.collect import landing, sources
from huike.flow.ingest.collect.landing import Said
from huike.flow.ingest.collect.models import SeenMessage
from huike.flow.ingest.collect.rules import naming

_ENTRIES = 50  # read at once: each may hold thousands of messages
_MOST = 900  # values in one question
_LANDED = """
SELECT message_id FROM events
WHERE workspace_id = {workspace:UInt32} AND event IN {names:Array(String)}
  AND occurred_at >= {first:DateTime64(3, 'UTC')} AND occurred_at <= {last:DateTime64(3, 'UTC')}
  AND message_id IN {ids:Array(String)}
"""
_ROUNDING = timedelta(milliseconds=1)

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Replayed:
    """What was read again, and what of it was missing."""

    messages: int
    landed: int  # for the first time
    restored: int  # that the warehouse had lost


def replay_source(actor: Actor, source_id: int, since: datetime, until: datetime) -> int:
    """Read again what a source sent from a moment up to another; the number of the job that does.

    Adds nothing twice, however often it is asked for.
    """
    source = sources.source(actor.scope, source_id)
    if since.tzinfo is None or until.tzinfo is None or since >= until:
        raise Invalid("A span has a beginning before its end", code="bad_span", where="until")
    span = {"since": since.isoformat(), "until": until.isoformat()}
    with transaction.atomic():
        audit(actor, "source.replayed", target_kind="source", target_id=source.id)
        return enqueue(
            "ingest.replay_source",
            workspace_id=actor.workspace_id,
            args={"source_id": source.id, **span},
            unique_key=f"ingest.replay_source:{source.id}",
            title=source.name,
            created_by=actor.label,
        )


def replay(
    workspace_id: int, source_id: int, since: datetime, until: datetime, progress: Progress
) -> Replayed:
    """Read the entries of this span again, a few at a time."""
    total = journal.count_between(workspace_id, source_id, since, until)
    done = messages = landed = restored = 0
    for entries in journal.between(workspace_id, source_id, since, until, most=_ENTRIES):
        said = list(landing.said_in(workspace_id, entries))
        fresh, lost = _portion(workspace_id, entries, said)
        done, messages = done + len(entries), messages + len(said)
        landed, restored = landed + fresh, restored + lost
        progress(done, max(done, total), "")
    return Replayed(messages, landed, restored)


def _portion(workspace_id: int, entries: Sequence[Kept], said: Sequence[Said]) -> tuple[int, int]:
    with exclusive(landing.lock_name(workspace_id)):
        landing.finish_begun(workspace_id)
        fresh = landing.land_again(workspace_id, entries)
        lost = list(_lost(workspace_id, said))
        return fresh, landing.land_missing(workspace_id, lost) if lost else 0


def _lost(workspace_id: int, said: Sequence[Said]) -> Iterator[Said]:
    """Those that were landed as facts and are not in the warehouse, each once."""
    firsts = {one.hash: one for one in reversed(said) if naming.event_of(one.message)}
    for part in chunks(sorted(firsts), _MOST):
        seen = SeenMessage.objects.filter(workspace_id=workspace_id, hash__in=part)
        known = {bytes(one) for one in seen.values_list("hash", flat=True)}
        asked = [firsts[one] for one in part if one in known]
        there = _in_warehouse(workspace_id, asked) if asked else set()
        yield from (one for one in asked if one.message_id not in there)


def _in_warehouse(workspace_id: int, said: Sequence[Said]) -> set[str]:
    times = [one.happened_at for one in said]
    rows = warehouse.select(
        _LANDED,
        {
            "workspace": workspace_id,
            "names": sorted({naming.event_of(one.message) for one in said}),
            "first": min(times) - _ROUNDING,
            "last": max(times) + _ROUNDING,
            "ids": [one.message_id for one in said],
        },
        lane="long",
    )
    return {message_id for (message_id,) in rows}
