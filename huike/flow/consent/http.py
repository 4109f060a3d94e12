"""Consent over HTTP: policy, answers of one customer, proofs, suppressed addresses."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal

from django.db import transaction
from django.http import HttpRequest, StreamingHttpResponse
from ninja import Router, Schema, Status

from huike.base.access.facade import Actor, Scope, audit, needs
from huike.base.kernel.errors import Forbidden, NotFound
from huike.flow.consent import actions, queries, rules
from huike.flow.consent.actions import Answer
from huike.flow.consent.rules import Purpose, Rule, State
from huike.flow.identity import facade as identity

router = Router(tags=["consent"])


class PolicyOut(Schema):
    channel: str
    rule: str


class PolicyIn(Schema):
    channel: str
    rule: Rule


class StandingOut(Schema):
    purpose: str
    channel: str
    state: str | None
    changed_at: datetime | None
    source: str
    wording: str
    refusal: str | None


class ProofOut(Schema):
    id: int
    customer_id: int
    purpose: str
    channel: str
    state: str
    at: datetime
    recorded_at: datetime
    means: str
    recorded_by: str
    source: str
    wording: str


class ConsentOut(Schema):
    standings: list[StandingOut]
    proofs: list[ProofOut]


class AnswerIn(Schema):
    purpose: Purpose
    channel: str
    state: State
    source: str
    wording: str = ""
    means: Literal["person", "staff"] = "staff"


class ProofPage(Schema):
    items: list[ProofOut]
    next_cursor: str | None
    total: int | None


class SuppressionOut(Schema):
    id: int
    channel: str
    cause: str
    source: str
    at: datetime
    customer_id: int | None


class SuppressionPage(Schema):
    items: list[SuppressionOut]
    next_cursor: str | None
    total: int | None


class SuppressionIn(Schema):
    channel: str
    address: str


def _actor(request: HttpRequest) -> Actor:
    found: Actor = request.auth  # type: ignore[attr-defined]
    return found


def _whole(actor: Actor) -> int:
    """The workspace, for lists that no shop owns a part of."""
    if actor.scope.shop_ids is not None:
        raise Forbidden("This list is of the whole workspace", code="scope_too_narrow")
    return actor.workspace_id


def _seen(scope: Scope, customer_id: int) -> int:
    if not identity.visible(scope, [customer_id]):
        raise NotFound("No such customer")
    return customer_id


@router.get("/policy", response=list[PolicyOut], operation_id="listConsentPolicies")
@needs("customers.read")
def list_policies(request: HttpRequest) -> Any:
    """Whether marketing on each channel needs a yes."""
    workspace_id = _actor(request).workspace_id
    return [{"channel": one, "rule": queries.rule_of(workspace_id, one)} for one in rules.CHANNELS]


@router.put("/policy", response=PolicyOut, operation_id="setConsentPolicy")
@needs("workspace.write")
def set_policy(request: HttpRequest, body: PolicyIn) -> Any:
    actions.set_policy(_actor(request), body.channel, body.rule)
    return body


@router.get("/customers/{customer_id}", response=ConsentOut, operation_id="getConsent")
@needs("customers.read")
def get_consent(request: HttpRequest, customer_id: int) -> Any:
    """What one customer allowed and refused, with the latest proofs."""
    actor = _actor(request)
    _seen(actor.scope, customer_id)
    page = queries.proofs(actor.workspace_id, customer_id, None, 50)
    return {
        "standings": queries.standings(actor.workspace_id, customer_id),
        "proofs": page.items,
    }


@router.post("/customers/{customer_id}", response=ConsentOut, operation_id="recordConsent")
@needs("consent.write")
def record_consent(request: HttpRequest, customer_id: int, body: AnswerIn) -> Any:
    """Keep what a customer said to a member of staff."""
    actor = _actor(request)
    _seen(actor.scope, customer_id)
    actions.record_by_hand(actor, customer_id, Answer(**body.dict()))
    return get_consent(request, customer_id)


@router.get("/proofs", response=ProofPage, operation_id="listConsentProofs")
@needs("audit.read")
def list_proofs(
    request: HttpRequest, customer_id: int | None = None, cursor: str = "", limit: int = 50
) -> Any:
    """Every answer that was recorded, newest first."""
    return queries.proofs(_whole(_actor(request)), customer_id, cursor or None, limit)


@router.get("/proofs.csv", response=Any, operation_id="exportConsentProofs")
@needs("audit.read")
def export_proofs(request: HttpRequest) -> Any:
    """Every proof of the workspace as CSV, in the order they were recorded."""
    actor = _actor(request)
    workspace_id = _whole(actor)
    with transaction.atomic():
        audit(actor, "consent.proofs_exported", target_kind="workspace")
    answer = StreamingHttpResponse(_lines(workspace_id), content_type="text/csv")
    answer["Content-Disposition"] = 'attachment; filename="consent-proofs.csv"'
    return answer


@router.get("/suppressions", response=SuppressionPage, operation_id="listSuppressions")
@needs("customers.read")
def list_suppressions(
    request: HttpRequest, channel: str = "", cause: str = "", cursor: str = "", limit: int = 50
) -> Any:
    """Addresses that must not be used, and whose they are today."""
    workspace_id = _whole(_actor(request))
    wanted = {name: one for name, one in (("channel", channel), ("cause", cause)) if one}
    page = queries.suppressions(workspace_id, wanted, cursor or None, limit)
    whose = queries.owners_of(workspace_id, page.items)
    items = [{**_plain(row), "customer_id": whose.get(row.pk)} for row in page.items]
    return {"items": items, "next_cursor": page.next_cursor, "total": page.total}


@router.post("/suppressions", response={201: dict[str, int]}, operation_id="addSuppression")
@needs("consent.write")
def add_suppression(request: HttpRequest, body: SuppressionIn) -> Any:
    number = actions.suppress_by_hand(_actor(request), body.channel, body.address)
    return Status(201, {"id": number})


@router.delete(
    "/suppressions/{suppression_id}", response={204: None}, operation_id="liftSuppression"
)
@needs("consent.write")
def lift_suppression(request: HttpRequest, suppression_id: int) -> Any:
    """Use an address again that bounced or was blocked."""
    _whole(_actor(request))
    actions.lift(_actor(request), suppression_id)
    return Status(204, None)


def _plain(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("id", "channel", "cause", "source", "at")}


def _lines(workspace_id: int) -> Iterator[bytes]:
    names = list(ProofOut.model_fields)
    yield b"\xef\xbb\xbf" + (",".join(names) + "\r\n").encode()
    after = 0
    while part := queries.proofs_after(workspace_id, after, 5_000):
        text = io.StringIO()
        rows = csv.writer(text)
        for proof in part:
            values = (getattr(proof, name) for name in names)
            rows.writerow(_safe(value) for value in values)
        yield text.getvalue().encode()
        after = part[-1].id


def _safe(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets an apostrophe before it."""
    if isinstance(value, datetime):
        return value.isoformat()
    is_formula = isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r")
    return f"'{value}" if is_formula else value
