"""Acts: rules for the rows of a source, set, changed and taken away."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from huike.base.access.facade import Actor, Scope, audit
from huike.base.kernel import clock
from huike.base.kernel.errors import Conflict, Invalid, NotFound
from huike.flow.ingest.quality import sources
from huike.flow.ingest.rowrules import rules
from huike.flow.ingest.rowrules.judging import rows_of
from huike.flow.ingest.rowrules.models import RowRule
from huike.flow.ingest.rowrules.rules import Rows, RowTest, Severity
from huike.library.commerce import facade as commerce

_MOST = 50


@dataclass(frozen=True)
class Draft:
    """A rule as it is written down."""

    test: RowTest
    severity: Severity
    is_on: bool = True


@dataclass(frozen=True)
class Place:
    """The source whose rows a rule looks at."""

    kind: str
    source: int
    shop_id: int
    rows: Rows


def place(scope: Scope, kind: str, source: int) -> Place:
    """A source that can have rules; files of a shop can before the first of them comes."""
    rows = rows_of(kind)
    if rows is None:
        raise Invalid(
            "Rules look at files of orders and products, and at connections",
            code="row_rule_source",
            where="source_kind",
        )
    if kind == "connection":
        return Place(kind, source, sources.one(scope, kind, source).shop_id, rows)
    return Place(kind, source, commerce.shop(source, scope=scope).id, rows)


def check(of: Place, draft: Draft) -> None:
    """Refuse what cannot be asked of these rows, and what no row could stand."""
    if not rules.fits(draft.test, of.rows):
        raise Invalid("This cannot be asked of this field", code="row_rule_field", where="field")
    if not rules.is_bounded(draft.test):
        raise Invalid(
            "Say at least one limit, the lower one below the upper",
            code="row_rule_limits",
            where="low" if draft.test.kind == "range" else "days",
        )
    if draft.severity == "hold" and of.kind == "connection":
        raise Invalid(
            "What a platform sends is not held back by rules",
            code="row_rule_hold",
            where="severity",
            mend="Let the rule warn",
        )


def create(actor: Actor, of: Place, draft: Draft) -> RowRule:
    """A new rule, for the files and pages that are read from now on."""
    check(of, draft)
    mine = RowRule.objects.filter(workspace_id=actor.workspace_id, kind=of.kind, source=of.source)
    if mine.count() >= _MOST:
        raise Conflict(f"There are {_MOST} rules already", code="row_rule_many")
    row = RowRule(
        workspace_id=actor.workspace_id, kind=of.kind, source=of.source, shop_id=of.shop_id
    )
    with transaction.atomic():
        _save(row, actor, draft)
        audit(actor, "row_rule.created", target_kind="row_rule", target_id=row.pk)
    return row


def change(actor: Actor, rule_id: int, draft: Draft) -> RowRule:
    """What a rule asks, what it does, and whether it is on."""
    row = one(actor.scope, rule_id)
    check(place(actor.scope, row.kind, row.source), draft)
    with transaction.atomic():
        _save(row, actor, draft)
        fields = [draft.severity, "on" if draft.is_on else "off"]
        audit(actor, "row_rule.changed", target_kind="row_rule", target_id=row.pk, fields=fields)
    return row


def delete(actor: Actor, rule_id: int) -> None:
    """Forget a rule; what it holds back waits until it is read again."""
    row = one(actor.scope, rule_id)
    with transaction.atomic():
        row.delete()
        audit(actor, "row_rule.deleted", target_kind="row_rule", target_id=rule_id)


def one(scope: Scope, rule_id: int) -> RowRule:
    """A rule of this workspace; one of a shop outside the scope does not exist."""
    row = RowRule.objects.filter(workspace_id=scope.workspace_id, pk=rule_id).first()
    if row is None or not scope.allows_shop(row.shop_id):
        raise NotFound("No such rule", code="row_rule_gone")
    return row


def _save(row: RowRule, actor: Actor, draft: Draft) -> None:
    row.test = draft.test.model_dump(mode="json")
    row.digest = rules.digest(draft.test)
    row.severity, row.is_on = draft.severity, draft.is_on
    row.changed_at, row.changed_by = clock.now(), actor.label
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Conflict("This source has this rule already", code="row_rule_twice") from error
