"""What people ask of a platform about their data reaches whoever keeps it here.

A platform tells that somebody wants to be forgotten, or to see what is known of them. Who is to be
forgotten is told at once to the room that can do it; who wants to see is shown to staff until
somebody has answered. Kept is what was asked, and whom it was about by number: no address, no name.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from huike.base.access.facade import Actor, audit, system_actor
from huike.base.kernel import clock
from huike.base.kernel.bulk import insert_new
from huike.base.kernel.errors import Conflict, NotFound
from huike.base.outbox.facade import publish
from huike.events import ErasureAsked, in_batches
from huike.flow.ingest import people
from huike.flow.ingest.connect import queries, sessions
from huike.flow.ingest.connect.calling import Wish, WishKind
from huike.flow.ingest.connect.models import Connection, PrivacyRequest

_DAYS = 30  # laws and platforms give a month
_MOST = 50
_COLUMNS = (
    "workspace_id",
    "connection_id",
    "hash",
    "kind",
    "number",
    "customers",
    "orders",
    "asked_at",
    "done_at",
    "done_by",
)
_DEAD = ("access_token", "granted_token", "granted_until")  # what a shop that is gone needs not


@dataclass(frozen=True)
class PrivacyInfo:
    """A request as staff see it."""

    id: int
    kind: WishKind
    number: str
    customer_ids: list[int]
    orders: list[str]
    asked_at: datetime
    due_at: datetime
    done_at: datetime | None
    done_by: str


def keep(row: Connection, wish: Wish, body: bytes) -> None:
    """Keep a wish and see to it, in one step; the same body again changes nothing, however late.

    Only the body is signed, so that is what a repetition is known by.
    """
    now = clock.now()
    label = f"connection:{row.pk}"
    is_seen_to = wish.kind != "data_request"
    customers = _whose(row, wish)
    values = (
        row.workspace_id,
        row.pk,
        hashlib.sha256(body).digest()[:16],
        wish.kind,
        wish.number[:100],
        customers,
        [one[:40] for one in wish.orders[:10_000]],
        now,
        now if is_seen_to else None,
        label if is_seen_to else "",
    )
    with transaction.atomic():
        if not insert_new(PrivacyRequest, _COLUMNS, [values]):
            return
        audit(
            system_actor(row.workspace_id, label),
            "connection.privacy_asked",
            target_kind="connection",
            target_id=row.pk,
            fields=[wish.kind, *(f"customer={one}" for one in customers)],
            count=len(customers),
        )
        if wish.kind == "redact":
            for ids in in_batches(customers):
                publish(ErasureAsked(workspace_id=row.workspace_id, source=label, customer_ids=ids))
        if wish.kind == "shop_redact":
            end(row, "connector_shop_redacted", forget=True)


def end(row: Connection, code: str, *, forget: bool = False) -> None:
    """Access has ended: it rests until a person acts, and staff are told why."""
    rows = Connection.objects.filter(pk=row.pk, workspace_id=row.workspace_id)
    problem = {"code": code, "detail": "The platform has ended access", "where": "", "params": {}}
    told = {"problem": problem, "problem_at": clock.now()}
    if forget:
        left = {name: text for name, text in sessions.opened(row).items() if name not in _DEAD}
        told["sealed_settings"] = sessions.sealed(left)
    rows.update(**told, state=Connection.State.NEEDS_ATTENTION)


def listed(actor: Actor, number: int) -> list[PrivacyInfo]:
    """The requests that came over a connection, open ones first."""
    row = queries.one(actor.scope, number)
    found = PrivacyRequest.objects.filter(workspace_id=row.workspace_id, connection=row)
    newest = sorted(found.order_by("-pk")[:_MOST], key=lambda one: one.done_at is not None)
    return [_shape(one) for one in newest]


def done(actor: Actor, number: int, request: int) -> PrivacyInfo:
    """Staff have answered it."""
    row = queries.one(actor.scope, number)
    rows = PrivacyRequest.objects.filter(workspace_id=row.workspace_id, connection=row, pk=request)
    with transaction.atomic():
        found = rows.select_for_update().first()
        if found is None:
            raise NotFound("No such request", code="privacy_request_gone")
        if found.done_at is not None:
            raise Conflict("It is answered already", code="privacy_request_done")
        found.done_at, found.done_by = clock.now(), actor.label
        found.save(update_fields=["done_at", "done_by"])
        audit(
            actor, "connection.privacy_done", target_kind="connection", target_id=row.pk,
            fields=[found.kind, found.number],
        )  # fmt: skip
    return _shape(found)


def _whose(row: Connection, wish: Wish) -> list[int]:
    """Who is meant: by the shop's own number and the address; by the phone, which several may
    share, only where nothing else is known."""
    found: set[int] = set()
    for one in wish.keys:
        if one.kind == "phone" and found:
            continue
        found |= set(people.known_at(row.workspace_id, [row.shop_id], one.kind, [one.value]))
    return sorted(found)


def _shape(one: PrivacyRequest) -> PrivacyInfo:
    return PrivacyInfo(
        id=one.pk,
        kind=one.kind,  # type: ignore[arg-type]
        number=one.number,
        customer_ids=one.customers,
        orders=one.orders,
        asked_at=one.asked_at,
        due_at=one.asked_at + timedelta(days=_DAYS),
        done_at=one.done_at,
        done_by=one.done_by,
    )
