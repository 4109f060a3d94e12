"""Data quality over HTTP: scores, one source in full, its limits, and what is wrong now."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from huike.base.access.facade import needs
from huike.flow.ingest.quality import limits, looking, watching
from huike.flow.ingest.quality.looking import Doing, Whole
from huike.flow.ingest.quality.rules.checks import Check, Limit, State
from huike.flow.ingest.quality.rules.scoring import Fault
from huike.flow.ingest.quality.sources import Kind
from huike.flow.ingest.quality.watching import Alert

router = Router(tags=["quality"])


class QualityDayOut(Schema):
    day: date
    seen: int
    score: int | None


class QualitySource(Schema):
    """A source, its score over seven days (none: nothing came), and thirty days of it."""

    kind: Kind
    id: int
    name: str
    shop_id: int
    is_paused: bool
    score: int | None
    last_at: datetime | None
    days: list[QualityDayOut]
    open: int


class QualitySources(Schema):
    items: list[QualitySource]
    total: int


class QualityPart(Schema):
    """Records of thirty days with one fault; `weight` is tenths of a record."""

    what: Fault
    count: int
    weight: int


class QualityRuleOut(Schema):
    check: Check
    is_on: bool
    limit: int
    state: State
    facts: dict[str, float]


class QualityWhole(QualitySource):
    seen: int
    parts: list[QualityPart]
    rules: list[QualityRuleOut]


class QualityRuleIn(Schema):
    is_on: bool
    limit: int


class QualityAlertOut(Schema):
    id: int
    kind: Kind
    source_id: int
    name: str
    check: Check
    facts: dict[str, float]
    opened_at: datetime
    seen_at: datetime | None
    seen_by: str
    closed_at: datetime | None


class QualityAlerts(Schema):
    items: list[QualityAlertOut]
    open: int


@router.get("", response=QualitySources, operation_id="listQuality")
@needs("sources.read")
def list_quality(request: HttpRequest) -> Any:
    found = [_line(one) for one in looking.listed(request.auth.scope)]  # type: ignore[attr-defined]
    return {"items": found, "total": len(found)}


@router.get("/alerts", response=QualityAlerts, operation_id="listQualityAlerts")
@needs("sources.read")
def list_alerts(request: HttpRequest) -> Any:
    """Those that stand, newest first, then the newest that are over."""
    found = [_alert(one) for one in watching.alerts(request.auth.scope)]  # type: ignore[attr-defined]
    return {"items": found, "open": sum(one["closed_at"] is None for one in found)}


@router.post("/alerts/{alert_id}/seen", response=QualityAlertOut, operation_id="noteQualityAlert")
@needs("sources.write")
def note_alert(request: HttpRequest, alert_id: int) -> Any:
    return _alert(watching.take_note(request.auth, alert_id))  # type: ignore[attr-defined]


@router.get("/{source_kind}/{source_id}", response=QualityWhole, operation_id="getQuality")
@needs("sources.read")
def get_quality(request: HttpRequest, source_kind: str, source_id: int) -> Any:
    return _whole(looking.whole(request.auth.scope, source_kind, source_id))  # type: ignore[attr-defined]


@router.put(
    "/{source_kind}/{source_id}/rules/{check}",
    response=QualityWhole,
    operation_id="changeQualityRule",
)
@needs("sources.write")
def change_rule(
    request: HttpRequest, source_kind: str, source_id: int, check: Check, body: QualityRuleIn
) -> Any:
    actor = request.auth  # type: ignore[attr-defined]
    limits.change(actor, source_kind, source_id, check, Limit(body.is_on, body.limit))
    return _whole(looking.whole(actor.scope, source_kind, source_id))


def _line(one: Doing) -> dict[str, Any]:
    return {**one.source.__dict__, **{n: v for n, v in one.__dict__.items() if n != "source"}}


def _whole(found: Whole) -> dict[str, Any]:
    rules = [
        {"check": one.check, **one.limit.__dict__, **one.verdict.__dict__} for one in found.rules
    ]
    return {**_line(found.doing), "seen": found.seen, "parts": found.parts, "rules": rules}


def _alert(one: Alert) -> dict[str, Any]:
    row = one.row
    return {
        "id": row.pk,
        "kind": row.kind,
        "source_id": row.source,
        "name": one.source.name,
        "check": row.about,
        "facts": row.facts,
        "opened_at": row.opened_at,
        "seen_at": row.seen_at,
        "seen_by": row.seen_by,
        "closed_at": row.closed_at,
    }
