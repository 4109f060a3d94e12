"""What commands ask of connections: frozen data in and out, jobs followed to their end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from huike.base.access.facade import Actor
from huike.base.jobs import facade as jobs
from huike.base.kernel import clock
from huike.base.kernel.errors import HuikeError
from huike.flow.ingest.connect import actions, queries, registry, sessions
from huike.flow.ingest.connect.contract import Kind
from huike.flow.ingest.connect.models import Connection
from huike.flow.ingest.connect.queries import ConnectionInfo

Watcher = Callable[[int, int, str], None]


@dataclass(frozen=True)
class NewConnection:
    """A connection that was just made, with what is told of it this once."""

    id: int
    name: str
    kind: str
    shop_id: int
    hook_url: str  # where its platform calls to
    made: Mapping[str, str]  # secrets that were made here, by field


class ConnectionFailed(HuikeError):
    """What was asked of a platform did not come; the text is the connection's own."""

    status = 502
    code = "connection_failed"


def connection_kinds() -> tuple[Kind, ...]:
    """The platforms that can be connected."""
    return registry.KINDS


def connections(actor: Actor) -> list[ConnectionInfo]:
    """The connections that this person may see."""
    return queries.listed(actor.scope)


def create_connection(
    actor: Actor, *, kind: str, name: str, shop_id: int, settings: Mapping[str, str]
) -> NewConnection:
    """Make a connection."""
    row = actions.create(actor, kind=kind, name=name, shop_id=shop_id, settings=settings)
    made = sessions.made(row, settings)
    return NewConnection(row.pk, row.name, row.kind, shop_id, sessions.hook_url(row), made)


def test_connection(actor: Actor, number: int) -> dict[str, Any]:
    """Ask the platform whether access works."""
    checked = actions.test(actor, number)
    return {"shop": checked.shop, "may": list(checked.may), "notes": list(checked.notes)}


def change_connection(
    actor: Actor, number: int, act: Literal["pause", "resume", "remove"]
) -> ConnectionInfo | None:
    """Let it rest, ask again, or forget it."""
    if act == "remove":
        actions.remove(actor, number)
        return None
    return _shape(actions.pause(actor, number) if act == "pause" else actions.resume(actor, number))


def sync_connection(actor: Actor, number: int, watcher: Watcher | None = None) -> ConnectionInfo:
    """Fetch what is new, and wait for it."""
    return _finish(actor, number, actions.sync_now(actor, number), watcher)


def backfill_connection(
    actor: Actor, number: int, since: datetime, watcher: Watcher | None = None
) -> ConnectionInfo:
    """Read history, and wait for its end."""
    return _finish(actor, number, actions.start_backfill(actor, number, since), watcher)


def _finish(actor: Actor, number: int, job_id: int, watcher: Watcher | None) -> ConnectionInfo:
    began = clock.now()
    jobs.run_now(job_id, workspace_id=actor.workspace_id, watcher=watcher)
    row = queries.one(actor.scope, number)
    if row.problem and row.problem_at and row.problem_at >= began:
        raise ConnectionFailed(str(row.problem["detail"]), code=str(row.problem["code"]))
    return _shape(row)


def _shape(row: Connection) -> ConnectionInfo:
    [found] = queries.shapes(row.workspace_id, [row])
    return found
