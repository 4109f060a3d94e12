"""What came is counted in the transaction that lands it: a few statements, whatever its size."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import Case, Count, F, Value, When

from huike.base.access.facade import workspace
from huike.base.kernel import clock
from huike.base.kernel.bulk import insert_new
from huike.flow.ingest.collect.models import Landing
from huike.flow.ingest.collect.records import RecentMessage
from huike.flow.ingest.connect.contract import Page, Person, Unreadable
from huike.flow.ingest.connect.rules import records
from huike.flow.ingest.models import Import, QuarantinedRow
from huike.flow.ingest.quality.models import QualityCount
from huike.flow.ingest.quality.rules.checks import here
from huike.flow.ingest.quality.rules.scoring import LATE, what_of

if TYPE_CHECKING:
    from huike.flow.ingest.collect.landing import Said
    from huike.flow.ingest.collect.refusals import Refusal

_Outcome = RecentMessage.Outcome
_COLUMNS = ("workspace_id", "kind", "source", "day", "hour", "what", "count", "last_at")


def add(workspace_id: int, kind: str, source: int, counts: Mapping[str, int]) -> None:
    """Add these to what came of a source in this hour; inside the caller's transaction."""
    found = {what: count for what, count in sorted(counts.items()) if count}
    if not found:
        return
    now = clock.now()
    day, hour = here(now, workspace(workspace_id).timezone)
    insert_new(
        QualityCount,
        _COLUMNS,
        [(workspace_id, kind, source, day, hour, what, 0, now) for what in found],
    )
    more = Case(*(When(what=what, then=Value(count)) for what, count in found.items()))
    QualityCount.objects.filter(
        workspace_id=workspace_id, kind=kind, source=source, day=day, hour=hour, what__in=found
    ).update(count=F("count") + more, last_at=now)


def add_messages(
    row: Landing, said: Sequence["Said"], outcomes: Sequence[str], refusals: Sequence["Refusal"]
) -> None:
    """Count a landing of what sources sent; of one that is read again only what was new to it."""
    came = "history" if row.is_again else "came"
    edge = clock.now() - LATE
    counts: dict[int, Counter[str]] = {}
    for one, outcome in zip(said, outcomes, strict=True):
        if row.is_again and outcome == _Outcome.DUPLICATE:
            continue
        found = counts.setdefault(one.source_id, Counter())
        found[came] += 1
        if outcome != _Outcome.TAKEN:
            found["duplicate" if outcome == _Outcome.DUPLICATE else "plan"] += 1
        elif one.happened_at < edge:
            found["late"] += 1
    for refusal in refusals:
        found = counts.setdefault(refusal.source_id, Counter())
        found.update({"came": refusal.count, "refused": refusal.count})
    for source, of_source in sorted(counts.items()):
        add(row.workspace_id, "events", source, of_source)


def add_page(
    workspace_id: int,
    connection: int,
    page: Page,
    wrong: Sequence[Unreadable],
    *,
    is_history: bool,
    broken: Mapping[str, int],
) -> None:
    """Count a page of a connection that has landed, and how many of its orders broke a rule."""
    orders = [one for one in page.orders if not one.is_test]
    others = (page.refunds, page.products, page.customers, page.reviews, page.unreadable)
    counts: dict[str, int] = {
        "history" if is_history else "came": len(orders) + sum(len(one) for one in others),
        "buyer": sum(not any(records.handles(one.buyer or Person()).values()) for one in orders),
        "lines": sum(not one.lines for one in orders),
        **broken,
    }
    for one in wrong:
        what = what_of(one.reason)
        counts[what] = counts.get(what, 0) + 1
    add(workspace_id, "connection", connection, counts)


def add_import(row: Import, nobodys: int) -> None:
    """Count a file that was read to its end; `nobodys` are rows whose buyer nobody knows."""
    counts = {"came": row.rows, "duplicate": row.duplicates, "buyer": nobodys, **row.rule_counts}
    rows = QuarantinedRow.objects.filter(workspace_id=row.workspace_id, source_id=row.pk)
    for reason, count in rows.values_list("reason").annotate(count=Count("pk")).order_by("reason"):
        what = what_of(reason)
        counts[what] = counts.get(what, 0) + count
    add(row.workspace_id, f"file_{row.kind}", row.shop_id, counts)
