"""What rules there are, how often rows broke them, and what a rule would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Sum

from huike.base.access.facade import Actor, Scope
from huike.base.kernel import clock
from huike.base.warehouse import facade as warehouse
from huike.flow.ingest.quality.models import QualityCount
from huike.flow.ingest.rowrules import rules
from huike.flow.ingest.rowrules.actions import Draft, Place, check
from huike.flow.ingest.rowrules.models import RowRule
from huike.flow.ingest.rowrules.rules import RowTest, Severity
from huike.library.facts import facade as facts

DAYS = 30
_SAMPLE = 20
_SECONDS = 30.0


@dataclass(frozen=True)
class Rule:
    """A rule as it is shown; `broken` are rows of thirty days that did not stand it."""

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


@dataclass(frozen=True)
class Example:
    """A row that a rule would hold back or warn of; products have no order."""

    order_no: str
    sku: str
    value: str
    at: datetime | None
    customer_id: int


@dataclass(frozen=True)
class Preview:
    """What a rule would have done to what has landed of the shop: orders of thirty days, or its
    products as they stand. `is_most`: to more than half of it."""

    seen: int
    orders: int
    broken: int
    broken_orders: int
    is_most: bool
    sample: list[Example]


def listed(scope: Scope, kind: str = "", source: int | None = None) -> list[Rule]:
    """The rules of a source, or of all sources of the allowed shops, in the order they were set."""
    rows = RowRule.objects.filter(workspace_id=scope.workspace_id).order_by("pk")
    if scope.shop_ids is not None:
        rows = rows.filter(shop_id__in=scope.shop_ids)
    if kind:
        rows = rows.filter(kind=kind)
    if source is not None:
        rows = rows.filter(source=source)
    return shown(list(rows))


def shown(rows: Sequence[RowRule]) -> list[Rule]:
    """Rules of one workspace, with how often they were broken."""
    since = clock.now().date() - timedelta(days=DAYS)
    broken: dict[str, int] = {}
    if rows:
        counted = QualityCount.objects.filter(
            workspace_id=rows[0].workspace_id,
            day__gt=since,
            what__in=[f"r{one.pk}" for one in rows],
        )
        broken = dict(counted.values_list("what").annotate(Sum("count")).order_by("what"))
    return [
        Rule(
            id=one.pk,
            source_kind=one.kind,
            source_id=one.source,
            shop_id=one.shop_id,
            test=rules.test_of(one.test),
            severity="hold" if one.severity == "hold" else "warn",
            is_on=one.is_on,
            changed_at=one.changed_at,
            changed_by=one.changed_by,
            broken=broken.get(f"r{one.pk}", 0),
        )
        for one in rows
    ]


def preview(actor: Actor, of: Place, draft: Draft) -> Preview:
    """How much of what has landed does not stand the test, and the newest of it."""
    check(of, draft)
    values: dict[str, Any] = {}

    def bind(kind: str, value: Any) -> str:
        values[f"v{len(values)}"] = value
        return f"{{v{len(values) - 1}:{kind}}}"

    test = rules.broken_sql(draft.test, of.rows, bind)
    field = "customer_id" if draft.test.field == "buyer" else draft.test.field
    since = int((clock.now() - timedelta(days=DAYS)).timestamp() * 1000)
    params = {"workspace": actor.workspace_id, "shop": of.shop_id, **values}
    if of.rows == "orders":
        params["since"] = since

    def asked(name: str, **more: Any) -> list[dict[str, Any]]:
        sql = warehouse.load(__file__, name).replace("/*test*/", test).replace("/*field*/", field)
        sql = sql.replace("/*buyer*/", facts.survivor("customer_id", "{workspace:UInt32}"))
        return warehouse.select_dicts(sql, params | more, lane="long", seconds=_SECONDS)

    [found] = asked(of.rows)
    sample = asked(f"{of.rows}_sample", most=_SAMPLE) if found["broken"] else []
    return Preview(
        **found,
        is_most=2 * found["broken"] > found["seen"],
        sample=[Example(**one) for one in sample],
    )
