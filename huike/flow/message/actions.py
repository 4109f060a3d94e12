"""Acts on messages: expand a part of an audience, end what was cancelled, close a source."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from huike.base.jobs.facade import enqueue
from huike.base.kernel import clock
from huike.base.kernel.bulk import chunks, insert_new
from huike.base.kernel.lookup import among
from huike.base.outbox.facade import publish
from huike.events import MessagesEnded
from huike.flow.journey import facade as journey
from huike.flow.journey.facade import BroadcastInfo
from huike.flow.message import policy, queries
from huike.flow.message.models import Dispatch, Message
from huike.flow.message.rules import Reason, is_settled
from huike.flow.message.senders import row_of
from huike.flow.message.sending.ends import Source, count_and_tell

BROADCAST = "broadcast"
_PART = 2_500  # rows written in one transaction: about 30 ms
_COLUMNS = [
    "workspace",
    "source",
    "source_id",
    "step",
    "occurrence",
    "customer_id",
    "channel",
    "version_id",
    "may_repeat",
    "state",
    "reason",
    "due_at",
    "ended_at",
    "attempts",
    "answer",
]


@dataclass(frozen=True, slots=True)
class Part:
    """Some customers who have come to a step."""

    source: Source
    step: str
    occurrence: int
    customer_ids: Sequence[int]


def expand(part: Part) -> int:
    """A row for each of these customers, queued or refused; told twice, it adds nothing."""
    about = journey.info(part.source.workspace_id, part.source.id)
    _open_dispatch(part.source)
    added = 0
    for ids in chunks(part.customer_ids, _PART):
        refused = policy.refusals(
            part.source.workspace_id, policy.purpose_of(about.purpose), about.channel, ids
        )
        with transaction.atomic():
            Dispatch.objects.select_for_update().get(source_id=part.source.id, source=BROADCAST)
            if journey.gate_of(part.source.workspace_id, part.source.id) == "ended":
                refused = dict.fromkeys(ids, Reason.CANCELLED)
            added += _write(part, about, ids, refused)
            ask_to_send(part.source)
    return added


def audience_complete(source: Source, audience: int) -> None:
    """Nobody else will come: the source ends when this many have."""
    with transaction.atomic():
        _open_dispatch(source)
        Dispatch.objects.filter(source_id=source.id, source=source.kind).update(audience=audience)
    close(source)


def end_cancelled(source: Source) -> int:
    """Refuse what was not handed over of a cancelled source."""
    ended = 0
    while True:
        with transaction.atomic():
            waiting = queries.open_messages(source).filter(state=Message.State.QUEUED)
            some = list(
                waiting.order_by("due_at", "id")
                .select_for_update(skip_locked=True)
                .values_list("id", "customer_id")[:_PART]
            )
            if not some:
                break
            now = clock.now()
            Message.objects.filter(pk__in=[one for one, _ in some]).update(
                state=Message.State.REFUSED, reason=Reason.CANCELLED, ended_at=now
            )
            rows = [(one, customer, "refused", Reason.CANCELLED) for one, customer in some]
            count_and_tell(source, rows, now)
            ended += len(some)
    close(source)
    return ended


def close(source: Source) -> bool:
    """Tell that everybody has an end, once that is so; the counts are those of the rows."""
    if not _may_close(source):
        return False
    counts = queries.counted(source)
    with transaction.atomic():
        row = Dispatch.objects.select_for_update().get(source_id=source.id, source=source.kind)
        if row.ended_at is not None or not is_settled(audience=row.audience, **counts):
            return False
        for state, count in counts.items():
            setattr(row, state, count)
        row.ended_at, row.trouble = clock.now(), None
        row.save()
        publish(MessagesEnded(workspace_id=source.workspace_id, broadcast_id=source.id, **counts))
    return True


def ask_to_send(source: Source) -> int:
    """A job that sends what is due; one that has not begun yet will do."""
    return enqueue(
        "message.send",
        workspace_id=source.workspace_id,
        args={"source": source.kind, "source_id": source.id},
        waiting_key=f"message.send:{source.kind}:{source.id}",
    )


def _may_close(source: Source) -> bool:
    row = Dispatch.objects.filter(source_id=source.id, source=source.kind).first()
    if row is None or row.ended_at is not None or row.audience is None:
        return False
    return not queries.open_messages(source).exists()


def _open_dispatch(source: Source) -> None:
    domain = row_of(source.workspace_id).from_address.rpartition("@")[2]
    insert_new(
        Dispatch,
        ["workspace", "source", "source_id", "domain", "sent", "failed", "refused", "unknown",
         "began_at"],
        [(source.workspace_id, source.kind, source.id, domain, 0, 0, 0, 0, clock.now())],
    )  # fmt: skip


def _write(part: Part, about: BroadcastInfo, ids: Sequence[int], refused: dict[int, str]) -> int:
    """Insert the rows that are not there yet, and count those that end at once."""
    source, now = part.source, clock.now()
    same = {
        "source_id": source.id, "source": source.kind, "step": part.step,
        "occurrence": part.occurrence,
    }  # fmt: skip
    # Whoever has a row already keeps it; of those refused we must know who is new, to count them.
    known = {one for (one,) in among(Message, ("customer_id",), "customer_id", refused, **same)}
    ended = [one for one in refused if one not in known]
    head = (source.workspace_id, source.kind, source.id, part.step, part.occurrence)
    tail = (about.channel, about.version_id, about.purpose == "transactional")
    added = insert_new(
        Message,
        _COLUMNS,
        [
            (*head, one, *tail, "refused", refused[one], now, now, 0, "")
            if one in refused
            else (*head, one, *tail, "queued", "", now, None, 0, "")
            for one in ids
        ],
    )
    columns = ("id", "customer_id", "state", "reason")
    count_and_tell(source, list(among(Message, columns, "customer_id", ended, **same)), now)
    return added
