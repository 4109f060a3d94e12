"""The worker's postman: hands over what is due, each endpoint by itself."""

import asyncio
import json
import random
import threading
from collections import Counter, defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpcore
import structlog
from django.db import close_old_connections, connection, transaction
from django.db.models import QuerySet

from huike.base.access.facade import audit, system_actor
from huike.base.kernel import bulk, clock
from huike.base.webhooks import reach, secrets
from huike.base.webhooks.models import Delivery, Endpoint
from huike.base.webhooks.reach import Answer
from huike.base.webhooks.rules import schedule, signature

log = structlog.get_logger(__name__)
_EVERY = 0.2  # seconds between looks that found nothing
_BUSY = 0.02  # and after one that found something: more may wait
_LOOKED_AT = 500  # of those that are due
_AFTER_TROUBLE = 2.0
_AT_ONCE = 8  # calls of one endpoint
_LOOKUPS = 64
_LEASE = timedelta(seconds=60)  # longer than a call; after it a postman that died is not waited for
_AGENT = "Huike-Webhooks"
_CHANGING = ("tried", "tries", "state", "next_at")
_COLUMNS = ("id", "workspace_id", "endpoint_id", "notice_id", *_CHANGING)


@dataclass(frozen=True, slots=True)
class _Letter:
    """A delivery that is this postman's for a while, ready to send."""

    delivery: int
    workspace: int
    endpoint: int
    url: str
    secrets: Sequence[str]
    mark: str
    body: bytes
    tried: int


class Postman:
    """A thread that delivers until told to stop."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="postman", daemon=True)
        self._under_way: dict[int, int] = defaultdict(int)  # calls by endpoint
        self._ended: list[tuple[_Letter, Answer]] = []

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def stop(self) -> None:
        """Take nothing more; calls under way are waited for, as long as a call may take."""
        self._stop.set()
        self._thread.join(reach.SECONDS + 2)

    def _run(self) -> None:
        asyncio.run(self._deliver())

    async def _deliver(self) -> None:
        calls: set[asyncio.Task[None]] = set()
        loop = asyncio.get_running_loop()
        # Names are looked up by threads; one that hangs must not keep the others' names waiting.
        loop.set_default_executor(ThreadPoolExecutor(_LOOKUPS, thread_name_prefix="postman-names"))
        # Whoever waits for a lock of the database must not hold up answers.
        desk = ThreadPoolExecutor(1, thread_name_prefix="postman-desk")
        async with reach.pool() as connections:
            while not self._stop.is_set():
                try:
                    letters = await loop.run_in_executor(desk, self._look)
                except Exception:
                    log.exception("postman_trouble")
                    letters, pause = [], _AFTER_TROUBLE
                else:
                    pause = _BUSY if letters else _EVERY
                for letter in letters:
                    self._under_way[letter.endpoint] += 1
                    call = asyncio.create_task(self._call(connections, letter))
                    calls.add(call)
                    call.add_done_callback(calls.discard)
                await asyncio.sleep(pause)
            if calls:
                await asyncio.wait(calls)
            await loop.run_in_executor(desk, self._write_down)
            await loop.run_in_executor(desk, _close)

    async def _call(self, connections: httpcore.AsyncConnectionPool, letter: _Letter) -> None:
        at = int(clock.now().timestamp())
        headers = {
            "content-type": "application/json",
            "user-agent": _AGENT,
            **signature.headers(letter.secrets, letter.mark, at, letter.body),
        }
        try:
            answer = await reach.post(connections, letter.url, headers, letter.body)
        except Exception:
            # Whatever an address or its answer makes a library say: it was not delivered.
            log.exception("notice_not_delivered", endpoint=letter.endpoint)
            answer = Answer(0, "connection_lost", 0)
        self._under_way[letter.endpoint] -= 1
        self._ended.append((letter, answer))

    def _look(self) -> list[_Letter]:
        """Write down what has ended, and take what is due."""
        close_old_connections()
        try:
            self._write_down()
            return take(self._under_way)
        except Exception:
            connection.close()
            raise

    def _write_down(self) -> None:
        ended = self._ended[:]
        if ended:
            write_down(ended)
            del self._ended[: len(ended)]


def _close() -> None:
    connection.close()  # of the thread that says so


def take(under_way: dict[int, int]) -> list[_Letter]:
    """Deliveries that are due, leased to whoever asks; no endpoint gets more than its share."""
    now = clock.now()
    full = [number for number, calls in under_way.items() if calls >= _AT_ONCE]
    due = Delivery.objects.filter(  # tenant: a postman serves all
        state=Delivery.State.WAITING, next_at__lte=now
    ).exclude(endpoint__in=full)
    due = due.filter(endpoint__state=Endpoint.State.ACTIVE)
    if not due.exists():
        return []
    with transaction.atomic():
        held = due.select_for_update(of=("self",), skip_locked=True)
        rows = _fairly(
            held.select_related("endpoint", "notice").order_by("next_at", "id"), under_way
        )
        # Under the lock, so that no other postman has them.
        Delivery.objects.filter(  # tenant: the rows were found just now
            pk__in=[row.pk for row in rows]
        ).update(next_at=now + _LEASE)
    keys = {row.endpoint_id: secrets.of(row.endpoint, now) for row in rows}
    return [_letter(row, keys[row.endpoint_id]) for row in rows]


def _fairly(due: QuerySet[Delivery], under_way: dict[int, int]) -> list[Delivery]:
    """The first of those that are due, of each endpoint as many as it may have at once."""
    calls, rows = Counter(under_way), []
    for row in due[:_LOOKED_AT]:
        if calls[row.endpoint_id] < _AT_ONCE:
            calls[row.endpoint_id] += 1
            rows.append(row)
    return rows


def write_down(ended: Sequence[tuple[_Letter, Answer]]) -> None:
    """What became of these calls, in one transaction."""
    now = clock.now()
    with transaction.atomic():
        rows = Delivery.objects.filter(  # tenant: the postman's own letters
            pk__in=[letter.delivery for letter, _ in ended], state=Delivery.State.WAITING
        )
        # Of an endpoint that is gone there is none any more.
        waiting = {row.pk: row for row in rows.select_for_update()}
        written = [
            (_written(waiting[letter.delivery], letter, answer, now), answer)
            for letter, answer in ended
            if letter.delivery in waiting
        ]
        bulk.upsert(
            Delivery,
            _COLUMNS,
            [[getattr(row, name) for name in _COLUMNS] for row, _ in written],
            unique=["id"],
            update=_CHANGING,
        )
        _note_endpoints(written, now)
        for workspace_id, number in sorted(
            {
                (row.workspace_id, row.endpoint_id)
                for row, answer in written
                if schedule.is_gone(answer.status)
            }
        ):
            _end(workspace_id, number)


def _written(row: Delivery, letter: _Letter, answer: Answer, now: datetime) -> Delivery:
    """The row as it is after this call."""
    tried = {
        "at": now.isoformat(),
        "status": answer.status,
        "ms": answer.milliseconds,
        "detail": answer.detail,
    }
    row.tried, row.tries = letter.tried + 1, [*row.tries, tried]
    if schedule.is_taken(answer.status):
        row.state, row.next_at = Delivery.State.DELIVERED, None
        return row
    delay = schedule.next_delay(row.tried, random.random(), answer.later)
    row.next_at = None if delay is None else now + timedelta(seconds=delay)
    if delay is None:
        row.state = Delivery.State.FAILED
    return row


def _note_endpoints(written: Sequence[tuple[Delivery, Answer]], now: datetime) -> None:
    """Whether they take what they are told."""
    taken = {row.endpoint_id for row, answer in written if schedule.is_taken(answer.status)}
    failing = {row.endpoint_id for row, _ in written} - taken
    rows = Endpoint.objects.filter(pk__in=taken)  # tenant: of the letters just written
    rows.update(delivered_at=now, failing_since=None)
    rows = Endpoint.objects.filter(pk__in=failing)  # tenant: of the letters just written
    rows.filter(failing_since=None).update(failing_since=now)


def _end(workspace_id: int, number: int) -> None:
    """It said that it is gone: nothing more is told, and whoever looks at the audit sees why."""
    rows = Endpoint.objects.filter(pk=number, workspace_id=workspace_id)
    if rows.exclude(state=Endpoint.State.ENDED).update(state=Endpoint.State.ENDED):
        waiting = Delivery.objects.filter(workspace_id=workspace_id, endpoint=number)
        waiting.filter(state=Delivery.State.WAITING).update(
            state=Delivery.State.FAILED, next_at=None
        )
        actor = system_actor(workspace_id)
        audit(actor, "webhook.ended", target_kind="webhook", target_id=number)


def _letter(row: Delivery, keys: Sequence[str]) -> _Letter:
    told = {
        "type": row.notice.kind,
        "timestamp": row.notice.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "data": row.notice.data,
    }
    body = json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()
    return _Letter(
        row.pk,
        row.workspace_id,
        row.endpoint_id,
        row.endpoint.url,
        keys,
        row.notice.mark,
        body,
        row.tried,
    )
