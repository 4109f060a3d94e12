"""What waits in quarantine in all imports, counted by file, reason and column."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from huike.base.access.facade import Scope
from huike.base.kernel.paging import Page, decode_cursor, encode_cursor, limit_of
from huike.flow.ingest.models import QuarantinedRow
from huike.flow.ingest.queries import TO_MEND

_KEYS = ("source_id", "reason", "column")


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Rows of one file that wait for the same reason."""

    import_id: int
    file_name: str
    kind: str
    shop_id: int
    imported_at: datetime
    reason: str
    column: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which of them."""

    q: str = ""
    kind: str = ""
    shop_id: int | None = None
    reason: str = ""
    column: str = ""
    since: datetime | None = None
    until: datetime | None = None


def waiting(scope: Scope, wanted: Wanted, *, cursor: str = "", limit: int = 50) -> Page[Waiting]:
    """Newest import first; the total is of rows."""
    rows = _filtered(scope, wanted)
    total = rows.count()
    if cursor:
        source, reason, column = decode_cursor(cursor, 3)
        same = Q(source_id=source)
        rows = rows.filter(
            Q(source_id__lt=source)
            | same & Q(reason__gt=reason)
            | same & Q(reason=reason, column__gt=column)
        )
    shown = ("source__file_name", "source__kind", "source__shop_id", "source__created_at")
    size = limit_of(limit)
    counted = rows.values(*_KEYS, *shown).annotate(count=Count("id"))
    found = list(counted.order_by("-source_id", "reason", "column")[: size + 1])
    more = None
    if len(found) > size:
        more = encode_cursor([found[size - 1][name] for name in _KEYS])
    return Page([_shown(one) for one in found[:size]], more, total)


def by_reason(scope: Scope, wanted: Wanted) -> list[dict[str, Any]]:
    """How many rows of the filter wait for which reason; the most first."""
    counted = _filtered(scope, wanted).values("reason").annotate(count=Count("id"))
    return [dict(one) for one in counted.order_by("-count", "reason")]


def _filtered(scope: Scope, wanted: Wanted) -> "QuerySet[QuarantinedRow]":
    rows = QuarantinedRow.objects.filter(workspace_id=scope.workspace_id, state__in=TO_MEND)
    if scope.shop_ids is not None:
        rows = rows.filter(source__shop_id__in=scope.shop_ids)
    asked: dict[str, Any] = {
        "source__file_name__icontains": wanted.q,
        "source__kind": wanted.kind,
        "source__shop_id": wanted.shop_id,
        "reason": wanted.reason,
        "column": wanted.column,
        "source__created_at__gte": wanted.since,
        "source__created_at__lt": wanted.until,
    }
    return rows.filter(**{name: value for name, value in asked.items() if value})


def _shown(one: dict[str, Any]) -> Waiting:
    return Waiting(
        import_id=one["source_id"],
        file_name=one["source__file_name"],
        kind=one["source__kind"],
        shop_id=one["source__shop_id"],
        imported_at=one["source__created_at"],
        reason=one["reason"],
        column=one["column"],
        count=one["count"],
    )
