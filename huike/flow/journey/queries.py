"""Reads of broadcasts; the workspace first, then the shops that may be seen."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import QuerySet

from huike.base.access.facade import Scope
from huike.base.kernel.errors import Invalid, NotFound
from huike.base.kernel.lookup import among
from huike.base.kernel.paging import Page, decode_cursor, encode_cursor, limit_of
from huike.base.warehouse import facade as warehouse
from huike.flow.journey.models import AudienceChunk, Broadcast
from huike.flow.journey.rules import STEP, Gate, State, gate
from huike.flow.segment import facade as segment
from huike.flow.segment.rules import scopes
from huike.flow.segment.rules.ids import Ids, joined, unpack
from huike.library.facts import facade as facts

_ARMS = ("treated", "holdout")
_SORTS = {"name", "updated_at", "created_at", "state", "id"}


@dataclass(frozen=True)
class BroadcastInfo:
    """A broadcast as other rooms use it."""

    id: int
    workspace_id: int
    name: str
    state: str
    channel: str
    purpose: str
    step: str
    version_id: int | None
    holdout: int
    goal_days: int
    treated: int | None
    held_out: int | None
    scope_key: str
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def holdout_share(self) -> float:
        """The holdout as a fraction."""
        return self.holdout / 10_000


def visible(scope: Scope) -> QuerySet[Broadcast]:
    """The broadcasts that this reader may see; others do not exist for them."""
    rows = Broadcast.objects.filter(workspace_id=scope.workspace_id)
    if scope.shop_ids is None:
        return rows
    keys = set(rows.values_list("scope_key", flat=True))
    return rows.filter(scope_key__in=scopes.visible(keys, scope.shop_ids))


def one(scope: Scope, broadcast_id: int) -> Broadcast:
    """One broadcast that the reader may see."""
    row = visible(scope).filter(pk=broadcast_id).first()
    if row is None:
        raise NotFound("No such broadcast")
    return row


def info(workspace_id: int, broadcast_id: int) -> BroadcastInfo:
    """A broadcast of this workspace, for the rooms that carry it out and measure it."""
    row = Broadcast.objects.filter(workspace_id=workspace_id, pk=broadcast_id).first()
    if row is None:
        raise NotFound("No such broadcast")
    return _shape(row)


def seen(scope: Scope, broadcast_id: int) -> BroadcastInfo:
    """The same for a reader."""
    return _shape(one(scope, broadcast_id))


def gate_of(workspace_id: int, broadcast_id: int) -> Gate:
    """Whether its messages may be handed over now; asked in the transaction of each hand-over."""
    rows = among(Broadcast, ("state",), "id", [broadcast_id], workspace=workspace_id)
    return next((gate(state) for (state,) in rows), "ended")


def scope_of(row: Broadcast) -> Scope:
    """The shops it was planned for."""
    return Scope(row.workspace_id, scopes.shops(row.scope_key))


def page(
    scope: Scope, *, q: str, state: str, sort: str, cursor: str, limit: int
) -> Page[Broadcast]:
    """One page of broadcasts."""
    name = sort.removeprefix("-")
    if name not in _SORTS:
        raise Invalid(f"Sort by one of {', '.join(sorted(_SORTS))}", code="bad_sort", where="sort")
    rows = visible(scope)
    if q:
        rows = rows.filter(name__icontains=q)
    if state:
        rows = rows.filter(state__in=state.split(","))
    total = rows.count()
    is_down = sort.startswith("-")
    if cursor:
        value, last = decode_cursor(cursor, 2)
        side = "lt" if is_down else "gt"
        same = {name: value, f"id__{side}": last}
        rows = rows.filter(**{f"{name}__{side}": value}) | rows.filter(**same)
    mark = "-" if is_down else ""
    found = list(rows.order_by(f"{mark}{name}", f"{mark}id")[: limit_of(limit) + 1])
    more = None
    if len(found) > limit:
        found = found[:limit]
        more = encode_cursor([getattr(found[-1], name), found[-1].pk])
    return Page(found, more, total)


def audience(scope: Scope, broadcast_id: int) -> Ids:
    """Who a broadcast went to, or would go to as things stand."""
    row = one(scope, broadcast_id)
    if row.treated is None:
        return audience_now(row, is_fresh=False)[0]
    return np.sort(joined([arm_ids(row.workspace_id, row.pk, arm) for arm in _ARMS]))


def audience_now(row: Broadcast, *, is_fresh: bool) -> tuple[Ids, dict[str, int]]:
    """Who it would go to by now, and the evaluations that say so; `is_fresh` evaluates anew."""
    scope = scope_of(row)
    if row.is_everyone:
        return everyone(scope), {}
    numbers, parts = {}, []
    for segment_id in row.segment_ids:
        if is_fresh:
            numbers[str(segment_id)] = segment.evaluate_now(scope, segment_id)
        else:
            numbers[str(segment_id)] = segment.info(scope, segment_id).evaluation
        parts.append(segment.members(scope, segment_id))
    # In two segments or in one, a person is one person.
    return np.unique(joined(parts)), numbers


def everyone(scope: Scope) -> Ids:
    """All customers whom a reader of these shops may see."""
    sql, params = facts.visible_sql(scope)
    rows = warehouse.select_arrow(sql, params, lane="long")
    return np.unique(rows.column("customer_id").to_numpy())


def waiting_chunks(broadcast_id: int) -> QuerySet[AudienceChunk]:
    """Parts of the audience that have not been told yet, in order."""
    rows = AudienceChunk.objects.filter(broadcast_id=broadcast_id, is_told=False)
    return rows.order_by("arm", "number")


def arm_ids(workspace_id: int, broadcast_id: int, arm: str) -> Ids:
    """The frozen members of one arm."""
    rows = AudienceChunk.objects.filter(
        broadcast__workspace_id=workspace_id, broadcast_id=broadcast_id, arm=arm
    )
    packed = rows.order_by("number").values_list("ids", flat=True)
    return joined([unpack(bytes(part)) for part in packed])


def overdue() -> list[tuple[int, int]]:
    """Scheduled broadcasts, for the clock."""
    rows = Broadcast.objects.filter(state=State.SCHEDULED)
    return list(rows.values_list("workspace_id", "pk"))


def _shape(row: Broadcast) -> BroadcastInfo:
    return BroadcastInfo(
        id=row.pk,
        workspace_id=row.workspace_id,
        name=row.name,
        state=row.state,
        channel=row.channel,
        purpose=row.purpose,
        step=STEP,
        version_id=row.version_id,
        holdout=row.holdout,
        goal_days=row.goal_days,
        treated=row.treated,
        held_out=row.held_out,
        scope_key=row.scope_key,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )
