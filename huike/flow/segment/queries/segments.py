"""Reads of segments; the workspace first, then the shops that may be seen."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from huike.base.access.facade import Scope
from huike.base.kernel.errors import Invalid, NotFound
from huike.base.kernel.paging import Page, decode_cursor, encode_cursor, limit_of
from huike.flow.segment.models import Segment, SegmentVersion
from huike.flow.segment.rules import Rule, load, scopes
from huike.flow.segment.rules.ids import Ids, unpack

_SORTS: dict[str, Any] = {
    "name": "name",
    "count": Coalesce("count", 0),
    "created_at": "created_at",
    "updated_at": "updated_at",
    "evaluated_at": Coalesce("evaluated_at", "created_at"),
}
STATES = ("live", "archived", "all")


def visible(scope: Scope) -> QuerySet[Segment]:
    """The segments that this reader may see; others do not exist for them."""
    rows = Segment.objects.filter(workspace_id=scope.workspace_id)
    if scope.shop_ids is None:
        return rows
    keys = set(rows.values_list("scope_key", flat=True))
    return rows.filter(scope_key__in=scopes.visible(keys, scope.shop_ids))


def one(scope: Scope, segment_id: int) -> Segment:
    """One segment that the reader may see."""
    row = visible(scope).filter(pk=segment_id).first()
    if row is None:
        raise NotFound("No such segment", code="segment_not_found", segment_id=segment_id)
    return row


def scope_of(row: Segment) -> Scope:
    """The shops the segment was made for: whoever reads it, it is evaluated over these."""
    return Scope(row.workspace_id, scopes.shops(row.scope_key))


def rule_of(row: Segment) -> Rule:
    """What a segment with a rule says."""
    if row.rule is None:
        raise ValueError(f"segment {row.pk} is a list")
    return load(row.rule)


def page(
    scope: Scope, *, q: str, folder: str | None, kind: str, state: str, sort: str, cursor: str,
    limit: int,
) -> Page[Segment]:  # fmt: skip
    """One page of segments."""
    if state not in STATES:
        raise Invalid(f"state is one of {', '.join(STATES)}", code="bad_state", where="state")
    rows = visible(scope)
    if state != "all":
        rows = rows.filter(archived_at__isnull=state == "live")
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(description__icontains=q))
    if folder is not None:
        rows = rows.filter(folder=folder)
    if kind:
        rows = rows.filter(kind=kind)
    return _paged(rows, sort, cursor, limit)


def folders(scope: Scope) -> list[str]:
    """The folders in use, by name."""
    live = visible(scope).filter(archived_at=None).exclude(folder="")
    return sorted(set(live.values_list("folder", flat=True)))


def names(scope: Scope, segment_ids: Iterable[int]) -> dict[int, str]:
    """What these segments are called; archived and invisible ones are left out."""
    rows = visible(scope).filter(pk__in=set(segment_ids), archived_at=None)
    return dict(rows.values_list("pk", "name"))


def versions(scope: Scope, segment_id: int) -> list[SegmentVersion]:
    """What the segment said, newest first."""
    row = one(scope, segment_id)
    rows = SegmentVersion.objects.filter(workspace_id=scope.workspace_id, segment=row)
    return list(rows.defer("members").order_by("-number")[:200])


def listed(row: Segment) -> Ids:
    """The ids of a list, as its newest version holds them."""
    version = SegmentVersion.objects.get(
        workspace_id=row.workspace_id, segment=row, number=row.version
    )
    if version.members is None:
        raise ValueError(f"segment {row.pk} is no list")
    return unpack(bytes(version.members))


def uses(workspace_id: int) -> dict[int, list[int]]:
    """Which segment names which, among the live ones of a workspace."""
    rows = Segment.objects.filter(workspace_id=workspace_id, archived_at=None)
    return dict(rows.values_list("pk", "uses"))


def _paged(rows: QuerySet[Segment], sort: str, cursor: str, limit: int) -> Page[Segment]:
    name = sort.removeprefix("-")
    if name not in _SORTS:
        raise Invalid(f"Sort by one of {', '.join(_SORTS)}", code="bad_sort", where="sort")
    by = _SORTS[name]
    rows = rows.annotate(sort_key=by) if not isinstance(by, str) else rows
    field = by if isinstance(by, str) else "sort_key"
    is_down = sort.startswith("-")
    total = rows.count()
    if cursor:
        value, last = decode_cursor(cursor, 2)
        side = "lt" if is_down else "gt"
        rows = rows.filter(
            Q(**{f"{field}__{side}": value}) | Q(**{field: value, f"id__{side}": last})
        )
    mark = "-" if is_down else ""
    found = list(rows.order_by(f"{mark}{field}", f"{mark}id")[: limit_of(limit) + 1])
    more = None
    if len(found) > limit:
        found = found[:limit]
        more = encode_cursor([getattr(found[-1], field), found[-1].pk])
    return Page(found, more, total)
