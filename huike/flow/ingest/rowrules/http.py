"""Rules for rows over HTTP: what there is, what one would do, and setting it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from huike.base.access.facade import needs
from huike.flow.ingest.rowrules import actions, reading
from huike.flow.ingest.rowrules.actions import Draft
from huike.flow.ingest.rowrules.rules import SUBJECTS, RowTest, Severity, Sort, TestKind

router = Router(tags=["quality"])


class RowRuleIn(Schema):
    test: RowTest
    severity: Severity
    is_on: bool = True

    def draft(self) -> Draft:
        """The rule as the house knows it."""
        return Draft(self.test, self.severity, self.is_on)


class RowRuleNew(RowRuleIn):
    source_kind: str
    source_id: int


class RowRuleOut(Schema):
    """A rule; `broken` are rows of thirty days that did not stand its test."""

    id: int
    source_kind: str
    source_id: int
    shop_id: int
    test: RowTest
    severity: Severity
    is_on: bool
    changed_at: datetime
    changed_by: str
    broken: int


class RowSubject(Schema):
    """A field that rules can look at, and what can be asked of it."""

    field: str
    sort: Sort
    tests: list[TestKind]


class RowRules(Schema):
    items: list[RowRuleOut]
    orders: list[RowSubject]
    products: list[RowSubject]


class RowExample(Schema):
    order_no: str
    sku: str
    value: str
    at: datetime | None
    customer_id: int


class RowRulePreview(Schema):
    """Of what has landed: order lines (and orders) of thirty days, or products as they stand."""

    seen: int
    orders: int
    broken: int
    broken_orders: int
    is_most: bool
    sample: list[RowExample]


@router.get("", response=RowRules, operation_id="listRowRules")
@needs("sources.read")
def list_rules(request: HttpRequest, source_kind: str = "", source_id: int | None = None) -> Any:
    """The rules of one source, or of all; and what rules can look at."""
    scope = request.auth.scope  # type: ignore[attr-defined]
    found = reading.listed(scope, source_kind, source_id)
    return {"items": found, **{rows: _subjects(known) for rows, known in SUBJECTS.items()}}


@router.post("", response={201: RowRuleOut}, operation_id="createRowRule")
@needs("sources.write")
def create_rule(request: HttpRequest, body: RowRuleNew) -> Any:
    """From now on the rows of the source are judged by it; what has landed stays."""
    actor = request.auth  # type: ignore[attr-defined]
    place = actions.place(actor.scope, body.source_kind, body.source_id)
    return Status(201, reading.shown([actions.create(actor, place, body.draft())])[0])


@router.post("/preview", response=RowRulePreview, operation_id="previewRowRule")
@needs("sources.write")
def preview_rule(request: HttpRequest, body: RowRuleNew) -> Any:
    """How much of what has landed would have been held back or warned of; nothing is kept."""
    actor = request.auth  # type: ignore[attr-defined]
    place = actions.place(actor.scope, body.source_kind, body.source_id)
    return reading.preview(actor, place, body.draft())


@router.put("/{row_rule_id}", response=RowRuleOut, operation_id="changeRowRule")
@needs("sources.write")
def change_rule(request: HttpRequest, row_rule_id: int, body: RowRuleIn) -> Any:
    actor = request.auth  # type: ignore[attr-defined]
    return reading.shown([actions.change(actor, row_rule_id, body.draft())])[0]


@router.delete("/{row_rule_id}", response={204: None}, operation_id="deleteRowRule")
@needs("sources.write")
def delete_rule(request: HttpRequest, row_rule_id: int) -> Any:
    """What it holds back waits in quarantine until it is read again."""
    actions.delete(request.auth, row_rule_id)  # type: ignore[attr-defined]
    return Status(204, None)


def _subjects(known: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"field": name, "sort": of.sort, "tests": of.tests} for name, of in known.items()]
