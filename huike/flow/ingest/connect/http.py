"""Connections over HTTP: make, test, read history, pause, look what goes wrong."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import AwareDatetime

from huike.base.access.facade import needs
from huike.base.kernel.errors import HuikeError
from huike.flow.ingest.connect import actions, delivering, queries, registry, sessions
from huike.flow.ingest.connect.contract import Field, Kind, Words
from huike.flow.ingest.connect.models import Connection

router = Router(tags=["connections"])


class KindWords(Schema):
    zh: str
    en: str


class KindField(Schema):
    name: str
    words: KindWords
    help: KindWords | None
    is_secret: bool
    is_required: bool
    default: str
    choices: list[str]


class ConnectionKind(Schema):
    name: str
    words: KindWords
    hint: KindWords
    fields: list[KindField]
    fetches: list[str]
    has_history: bool
    has_webhooks: bool
    is_asked: bool  # one that is not only listens
    every_minutes: int
    oldest_days: int | None


class ConnectionKinds(Schema):
    items: list[ConnectionKind]


class ConnectionProblem(Schema):
    code: str
    detail: str
    where: str
    params: dict[str, str]


class ConnectionBackfill(Schema):
    state: Literal["running", "waiting", "stopped", "done"]
    since: datetime
    done: int  # thousandths
    total: int
    job_id: int


class ConnectionOut(Schema):
    id: int
    name: str
    kind: str
    shop_id: int
    state: Literal["active", "paused", "needs_attention"]
    every_minutes: int
    next_at: datetime
    failures: int
    problem: ConnectionProblem | None
    problem_at: datetime | None
    last_ok_at: datetime | None
    read_until: datetime | None
    lag_seconds: int | None
    counts: dict[str, int]
    backfill: ConnectionBackfill | None
    created_at: datetime
    created_by: str


class ConnectionHooks(Schema):
    """What became of looking after the platform's subscriptions to our address."""

    at: datetime
    there: int  # were there already
    made: list[str]
    problem: str  # a code of refusals
    why: str  # in the platform's words
    lost_at: datetime | None = None  # when the platform was found to have let go of some


class ConnectionPage(ConnectionOut):
    settings: dict[str, str]  # those that are no secrets
    hook_url: str  # where the platform sends webhooks to; empty where it has none
    hooks: ConnectionHooks | None = None  # of kinds that subscribe by themselves


class ConnectionMade(ConnectionPage):
    made: dict[str, str]  # secrets that were made here, by field: never shown again


class ConnectionList(Schema):
    items: list[ConnectionOut]
    total: int


class ConnectionIn(Schema):
    kind: str
    name: str
    shop_id: int
    settings: dict[str, str]


class ConnectionChange(Schema):
    name: str | None = None
    settings: dict[str, str] | None = None
    every_minutes: int | None = None


class ConnectionTested(Schema):
    is_ok: bool
    shop: str = ""
    may: list[str] = []
    notes: list[str] = []
    problem: ConnectionProblem | None = None


class BackfillIn(Schema):
    since: AwareDatetime


class ConnectionJob(Schema):
    job_id: int


class ConnectionRunOut(Schema):
    id: int
    is_backfill: bool
    state: str
    pages: int
    counts: dict[str, int]
    problem: ConnectionProblem | None
    started_at: datetime
    ended_at: datetime | None


class ConnectionRuns(Schema):
    items: list[ConnectionRunOut]


class ReceiversAsked(Schema):
    """Whose receivers, and why: the scene is the platform's number for the reason."""

    order_nos: list[str]
    purpose: Literal["ship", "after_sale", "care"]
    scene: str


class ReceiverOut(Schema):
    order_no: str
    phone: str
    is_virtual: bool  # lent out for some days: not the buyer's own
    valid_until: datetime | None
    name: str
    address: str


class ReceiversOut(Schema):
    items: list[ReceiverOut]


class UnlandedOut(Schema):
    what: str
    number: str
    reason: str
    where: str
    at: datetime


class UnlandedList(Schema):
    items: list[UnlandedOut]


@router.get("/kinds", response=ConnectionKinds, operation_id="listConnectionKinds")
@needs("sources.read")
def list_kinds(request: HttpRequest) -> Any:
    """The platforms that can be connected, and what each asks for."""
    return {"items": [_kind(one) for one in registry.KINDS]}


@router.get("", response=ConnectionList, operation_id="listConnections")
@needs("sources.read")
def list_connections(request: HttpRequest, q: str = "") -> Any:
    scope = request.auth.scope  # type: ignore[attr-defined]
    found = [one for one in queries.listed(scope) if q.lower() in one.name.lower()]
    return {"items": found, "total": len(found)}


@router.post("", response={201: ConnectionMade}, operation_id="createConnection")
@needs("sources.write")
def create_connection(request: HttpRequest, body: ConnectionIn) -> Any:
    actor = request.auth  # type: ignore[attr-defined]
    row = actions.create(actor, **body.dict())
    return Status(201, {**_page(row), "made": sessions.made(row, body.settings)})


@router.get("/{connection_id}", response=ConnectionPage, operation_id="getConnection")
@needs("sources.read")
def get_connection(request: HttpRequest, connection_id: int) -> Any:
    return _page(queries.one(request.auth.scope, connection_id))  # type: ignore[attr-defined]


@router.patch("/{connection_id}", response=ConnectionPage, operation_id="changeConnection")
@needs("sources.write")
def change_connection(request: HttpRequest, connection_id: int, body: ConnectionChange) -> Any:
    """Rename it or give it other settings; a secret that is not given stays what it was."""
    actor = request.auth  # type: ignore[attr-defined]
    return _page(actions.change(actor, connection_id, **body.dict()))


@router.delete("/{connection_id}", response={204: None}, operation_id="removeConnection")
@needs("sources.write")
def remove_connection(request: HttpRequest, connection_id: int) -> Any:
    """Forget its access; what has landed stays."""
    actions.remove(request.auth, connection_id)  # type: ignore[attr-defined]
    return Status(204, None)


@router.post("/{connection_id}/test", response=ConnectionTested, operation_id="testConnection")
@needs("sources.write")
def test_connection(request: HttpRequest, connection_id: int) -> Any:
    """Ask the platform whether access works; what is wrong is part of the answer."""
    actor = request.auth  # type: ignore[attr-defined]
    queries.one(actor.scope, connection_id)
    try:
        checked = actions.test(actor, connection_id)
    except HuikeError as refusal:
        return {"is_ok": False, "problem": sessions.problem_of(refusal)}
    return {"is_ok": True, **checked.__dict__}


@router.post("/{connection_id}/sync", response={202: ConnectionJob}, operation_id="syncConnection")
@needs("sources.write")
def sync_connection(request: HttpRequest, connection_id: int) -> Any:
    """Ask for what is new at once."""
    return Status(202, {"job_id": actions.sync_now(request.auth, connection_id)})  # type: ignore[attr-defined]


@router.post(
    "/{connection_id}/backfill", response={202: ConnectionJob}, operation_id="backfillConnection"
)
@needs("sources.write")
def backfill_connection(request: HttpRequest, connection_id: int, body: BackfillIn) -> Any:
    """Read the history from a time on."""
    actor = request.auth  # type: ignore[attr-defined]
    return Status(202, {"job_id": actions.start_backfill(actor, connection_id, body.since)})


@router.delete(
    "/{connection_id}/backfill", response={204: None}, operation_id="stopConnectionBackfill"
)
@needs("sources.write")
def stop_backfill(request: HttpRequest, connection_id: int) -> Any:
    """Read no more history; what has landed stays."""
    actions.stop_backfill(request.auth, connection_id)  # type: ignore[attr-defined]
    return Status(204, None)


@router.post("/{connection_id}/pause", response=ConnectionPage, operation_id="pauseConnection")
@needs("sources.write")
def pause_connection(request: HttpRequest, connection_id: int) -> Any:
    return _page(actions.pause(request.auth, connection_id))  # type: ignore[attr-defined]


@router.post("/{connection_id}/resume", response=ConnectionPage, operation_id="resumeConnection")
@needs("sources.write")
def resume_connection(request: HttpRequest, connection_id: int) -> Any:
    return _page(actions.resume(request.auth, connection_id))  # type: ignore[attr-defined]


@router.get("/{connection_id}/runs", response=ConnectionRuns, operation_id="listConnectionRuns")
@needs("sources.read")
def list_runs(request: HttpRequest, connection_id: int) -> Any:
    """Its newest runs; a sync that found nothing leaves none."""
    return {"items": queries.runs(request.auth.scope, connection_id)}  # type: ignore[attr-defined]


@router.get("/{connection_id}/unlanded", response=UnlandedList, operation_id="listUnlanded")
@needs("sources.read")
def list_unlanded(request: HttpRequest, connection_id: int) -> Any:
    """The newest records that could not be read, and why."""
    return {"items": queries.unlanded(request.auth.scope, connection_id)}  # type: ignore[attr-defined]


@router.post(
    "/{connection_id}/receivers", response=ReceiversOut, operation_id="askConnectionReceivers"
)
@needs("customers.reveal")
def ask_receivers(
    request: HttpRequest, response: HttpResponse, connection_id: int, body: ReceiversAsked
) -> Any:
    """The receivers of up to twenty masked orders, to ship or to serve.

    Recorded and counted against the day's quota; what the platform tells is kept nowhere.
    """
    response["Cache-Control"] = "no-store"
    actor = request.auth  # type: ignore[attr-defined]
    return {"items": delivering.receivers(actor, connection_id, **body.dict())}


def _page(row: Connection) -> dict[str, Any]:
    [found] = queries.shapes(row.workspace_id, [row])
    return {
        **found.__dict__,
        "settings": sessions.shown(row),
        "hook_url": sessions.hook_url(row),
        "hooks": row.kept.get("hooks"),
    }


def _kind(one: Kind) -> dict[str, Any]:
    return {
        "name": one.name,
        "words": one.words.__dict__,
        "hint": one.hint.__dict__,
        "fields": [
            _field(field) for field in (*one.fields, sessions.RATES) if not field.is_renewed
        ],
        "fetches": one.fetches,
        "has_history": one.open is not None,
        "has_webhooks": one.hear is not None,
        "is_asked": one.name in registry.ASKED,
        "every_minutes": max(round(one.every.total_seconds() / 60), 1),
        "oldest_days": one.oldest.days if one.oldest else None,
    }


def _field(one: Field) -> dict[str, Any]:
    return {
        **one.__dict__,
        "is_required": one.is_required and one.make is None,
        "words": one.words.__dict__,
        "help": one.help.__dict__ if isinstance(one.help, Words) else None,
    }
