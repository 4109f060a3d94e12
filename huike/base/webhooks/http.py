"""Webhooks over HTTP: who is told, what they were told, and telling it again."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from huike.base.access.facade import Actor, needs
from huike.base.kernel.errors import Forbidden, Invalid
from huike.base.kernel.paging import decode_cursor, encode_cursor, limit_of
from huike.base.webhooks import actions, notices
from huike.base.webhooks.models import Delivery, Endpoint

router = Router(tags=["webhooks"])


class WebhookIn(Schema):
    name: str = Field(max_length=120)
    url: str
    kinds: list[str] = []


class WebhookChange(Schema):
    name: str | None = Field(default=None, max_length=120)
    url: str | None = None
    kinds: list[str] | None = None
    is_paused: bool | None = None


class WebhookOut(Schema):
    id: int
    name: str
    url: str
    kinds: list[str]
    state: str
    made_at: datetime
    delivered_at: datetime | None
    failing_since: datetime | None
    former_until: datetime | None
    waiting: int
    failed: int


class WebhookMade(WebhookOut):
    secret: str


class WebhookSecret(Schema):
    secret: str


class WebhookTry(Schema):
    at: datetime
    status: int
    ms: int
    detail: str


class WebhookDelivery(Schema):
    id: int
    webhook_id: str
    kind: str
    data: dict[str, Any]
    at: datetime
    state: str
    next_at: datetime | None
    tries: list[WebhookTry]


class WebhookDeliveryPage(Schema):
    items: list[WebhookDelivery]
    next_cursor: str | None
    total: int | None


class WebhookReplay(Schema):
    since: datetime
    until: datetime
    only_failed: bool = True


class WebhookReplayed(Schema):
    deliveries: int


@router.get("", response=list[WebhookOut], operation_id="listWebhooks")
@needs("webhooks.read")
def list_webhooks(request: HttpRequest) -> Any:
    workspace_id = _whole(request).workspace_id
    rows = Endpoint.objects.filter(workspace_id=workspace_id).order_by("name")
    return _shown(workspace_id, list(rows))


@router.get("/kinds", response=list[str], operation_id="listWebhookKinds")
@needs("webhooks.read")
def list_kinds(request: HttpRequest) -> Any:
    """Everything there is to hear of."""
    return notices.kinds()


@router.post("", response={201: WebhookMade}, operation_id="createWebhook")
@needs("webhooks.write")
def create_webhook(request: HttpRequest, body: WebhookIn) -> Any:
    """A new one; its secret is shown only now."""
    row, secret = actions.create(_whole(request), **body.dict())
    return Status(201, {**_one(row), "secret": secret})


@router.get("/{endpoint_id}", response=WebhookOut, operation_id="getWebhook")
@needs("webhooks.read")
def get_webhook(request: HttpRequest, endpoint_id: int) -> Any:
    return _one(actions.endpoint(_whole(request).workspace_id, endpoint_id))


@router.patch("/{endpoint_id}", response=WebhookOut, operation_id="changeWebhook")
@needs("webhooks.write")
def change_webhook(request: HttpRequest, endpoint_id: int, body: WebhookChange) -> Any:
    given = body.dict(exclude_unset=True)
    return _one(actions.change(_whole(request), endpoint_id, **given))


@router.delete("/{endpoint_id}", response={204: None}, operation_id="removeWebhook")
@needs("webhooks.write")
def remove_webhook(request: HttpRequest, endpoint_id: int) -> Any:
    actions.remove(_whole(request), endpoint_id)
    return Status(204, None)


@router.post("/{endpoint_id}/secret", response=WebhookSecret, operation_id="renewWebhookSecret")
@needs("webhooks.write")
def renew_secret(request: HttpRequest, endpoint_id: int) -> Any:
    """A new secret; the one before signs too for a day."""
    return {"secret": actions.renew_secret(_whole(request), endpoint_id)}


@router.post("/{endpoint_id}/test", response={202: WebhookDelivery}, operation_id="testWebhook")
@needs("webhooks.write")
def test_webhook(request: HttpRequest, endpoint_id: int) -> Any:
    """Send it a notice that says it is a test."""
    return Status(202, _told(actions.try_out(_whole(request), endpoint_id)))


@router.post(
    "/{endpoint_id}/replay", response=WebhookReplayed, operation_id="replayWebhookDeliveries"
)
@needs("webhooks.write")
def replay(request: HttpRequest, endpoint_id: int, body: WebhookReplay) -> Any:
    """Hand over again what happened in this time."""
    if body.since.tzinfo is None or body.until.tzinfo is None:
        raise Invalid("Times need a zone", code="zone_missing", where="since")
    count = actions.replay_since(
        _whole(request), endpoint_id, body.since, body.until, only_failed=body.only_failed
    )
    return {"deliveries": count}


@router.get(
    "/{endpoint_id}/deliveries", response=WebhookDeliveryPage, operation_id="listWebhookDeliveries"
)
@needs("webhooks.read")
def list_deliveries(
    request: HttpRequest,
    endpoint_id: int,
    state: str = "",
    kind: str = "",
    cursor: str = "",
    limit: int = 50,
) -> Any:
    workspace_id = _whole(request).workspace_id
    actions.endpoint(workspace_id, endpoint_id)
    rows = Delivery.objects.filter(workspace_id=workspace_id, endpoint=endpoint_id)
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(notice__kind=kind)
    total = rows.count()
    if cursor:
        rows = rows.filter(id__lt=decode_cursor(cursor, 1)[0])
    found = list(rows.select_related("notice").order_by("-id")[: limit_of(limit) + 1])
    more = encode_cursor([found[limit - 1].pk]) if len(found) > limit else None
    return {"items": [_told(row) for row in found[:limit]], "next_cursor": more, "total": total}


@router.post(
    "/{endpoint_id}/deliveries/{delivery_id}/replay",
    response=WebhookDelivery,
    operation_id="replayWebhookDelivery",
)
@needs("webhooks.write")
def replay_one(request: HttpRequest, endpoint_id: int, delivery_id: int) -> Any:
    """Hand one notice over again."""
    return _told(actions.replay(_whole(request), endpoint_id, delivery_id))


def _whole(request: HttpRequest) -> Actor:
    """The caller, who must see the whole workspace: what happens is not of one shop."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    if actor.scope.shop_ids is not None:
        raise Forbidden("Webhooks are of the whole workspace", code="scope_too_narrow")
    return actor


def _one(row: Endpoint) -> dict[str, Any]:
    (shown,) = _shown(row.workspace_id, [row])
    return shown


def _shown(workspace_id: int, rows: Sequence[Endpoint]) -> list[dict[str, Any]]:
    """Endpoints, and how many notices wait for each and have failed."""
    states = Delivery.State
    counts: Counter[tuple[int, str]] = Counter()
    for state in (states.WAITING, states.FAILED):  # of each there is an index
        of_state = Delivery.objects.filter(
            workspace_id=workspace_id, endpoint__in=[row.pk for row in rows], state=state
        )
        for number, count in of_state.values_list("endpoint").annotate(count=Count("pk")):
            counts[number, state] = count
    own = [name for name in WebhookOut.model_fields if name not in ("waiting", "failed")]
    return [
        {
            **{name: getattr(row, name) for name in own},
            "waiting": counts[row.pk, states.WAITING],
            "failed": counts[row.pk, states.FAILED],
        }
        for row in rows
    ]


def _told(row: Delivery) -> dict[str, Any]:
    notice = row.notice
    told = {name: getattr(row, name) for name in ("id", "state", "next_at", "tries")}
    return {
        **told,
        "webhook_id": notice.mark,
        "kind": notice.kind,
        "data": notice.data,
        "at": notice.at,
    }
