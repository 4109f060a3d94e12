"""The worker's postman: hands over what is due, each endpoint by itself."""

import asyncio
import json
import random
import threading
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpcore
import structlog
from django.db import close_old_connections, connection, transaction

from huike.base.access.facade import audit, system_actor
from huike.base.kernel import clock
from huike.base.webhooks import reach, secrets
from huike.base.webhooks.models import Delivery, Endpoint
from huike.base.webhooks.reach import Answer
from huike.base.webhooks.rules import schedule, signature

log = structlog.get_logger(__name__)
_EVERY = 0.2  # seconds between looks
_AFTER_TROUBLE = 2.0
_AT_ONCE = 4  # calls of one endpoint
_LOOKUPS = 64
_LEASE = timedelta(seconds=60)  # longer than a call; after it a postman that died is not waited for
_AGENT = "Huike-Webhooks"


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
                pause = _EVERY
                try:
                    letters = await loop.run_in_executor(desk, self._look)
                except Exception:
                    log.exception("postman_trouble")
                    letters, pause = [], _AFTER_TROUBLE
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
        answer = await reach.post(connections, letter.url, headers, letter.body)
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
    due = Delivery.objects.filter(  # tenant: a postman serves all
        state=Delivery.State.WAITING, next_at__lte=now
    )
    waiting = due.filter(endpoint__state=Endpoint.State.ACTIVE)
    letters: list[_Letter] = []
    for number in waiting.values_list("endpoint", flat=True).distinct():
        free = _AT_ONCE - under_way.get(number, 0)
        if free <= 0:
            continue
        with transaction.atomic():
            mine = due.filter(endpoint=number).select_for_update(of=("self",), skip_locked=True)
            rows = list(mine.select_related("endpoint", "notice").order_by("next_at", "id")[:free])
            if not rows:
                continue
            # Under the lock, so that no other postman has them.
            Delivery.objects.filter(  # tenant: the rows were found just now
                pk__in=[row.pk for row in rows]
            ).update(next_at=now + _LEASE)
        keys = secrets.of(rows[0].endpoint, now)
        letters += [_letter(row, keys) for row in rows]
    return letters


def write_down(ended: Sequence[tuple[_Letter, Answer]]) -> None:
    """What became of these calls, in one transaction."""
    now = clock.now()
    with transaction.atomic():
        for letter, answer in ended:
            _write(letter, answer, now)


def _write(letter: _Letter, answer: Answer, now: datetime) -> None:
    rows = Delivery.objects.filter(pk=letter.delivery, workspace_id=letter.workspace)
    row = rows.select_for_update().first()
    if row is None or row.state != Delivery.State.WAITING:
        return  # its endpoint is gone, or another postman was quicker
    row.tried = letter.tried + 1
    row.tries = [
        *row.tries,
        {
            "at": now.isoformat(),
            "status": answer.status,
            "ms": answer.milliseconds,
            "detail": answer.detail,
        },
    ]
    endpoint = Endpoint.objects.filter(pk=letter.endpoint, workspace_id=letter.workspace)
    if schedule.is_taken(answer.status):
        row.state, row.next_at = Delivery.State.DELIVERED, None
        endpoint.update(delivered_at=now, failing_since=None)
    else:
        endpoint.filter(failing_since=None).update(failing_since=now)
        delay = schedule.next_delay(row.tried, random.random(), answer.later)
        row.next_at = None if delay is None else now + timedelta(seconds=delay)
        if delay is None:
            row.state = Delivery.State.FAILED
    row.save(update_fields=["tried", "tries", "state", "next_at"])
    if schedule.is_gone(answer.status):
        _end(letter.workspace, letter.endpoint)


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
