"""What came from each source: counted by event and day, and the newest messages themselves."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AnySet
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import F

from huike.base.access.facade import workspace
from huike.base.kernel import clock
from huike.flow.ingest.collect import catalogue
from huike.flow.ingest.collect.models import Landing
from huike.flow.ingest.collect.records import BlockedMessage, EventDay, RecentMessage
from huike.flow.ingest.collect.refusals import Refusal
from huike.flow.ingest.quality import counting

if TYPE_CHECKING:
    from huike.flow.ingest.collect.landing import Said

_KEPT = 100  # messages of a source; older ones are let go
_OTHERS = ""  # the name of events that found no room in the catalogue
_Outcome = RecentMessage.Outcome
_Place = tuple[int, str, str]  # source, kind, name


@dataclass
class _Counts:
    last_at: datetime
    by_outcome: dict[str, int] = field(default_factory=dict)


def today(workspace_id: int) -> date:
    """The day it is in the workspace."""
    return clock.now().astimezone(ZoneInfo(workspace(workspace_id).timezone)).date()


def record(
    row: Landing,
    said: Sequence["Said"],
    numbers: Mapping[int, int],
    refusals: Sequence[Refusal],
    names: AnySet[catalogue.Key],
) -> None:
    """Note what a landing brought, inside the transaction that ends it.

    `numbers` are the customers (or visitors) of those messages that are new, by `id` of each.
    """
    blocked = BlockedMessage.objects.filter(workspace_id=row.workspace_id, landing=row.pk)
    held = {bytes(one) for one in blocked.values_list("hash", flat=True)}
    outcomes = [_outcome(one, numbers, held) for one in said]
    _count(row.workspace_id, said, outcomes, refusals, names)
    counting.add_messages(row, said, outcomes, refusals)
    newest: dict[int, list[RecentMessage]] = {}
    for one, outcome in list(zip(said, outcomes, strict=True))[::-1]:
        kept = newest.setdefault(one.source_id, [])
        if len(kept) < _KEPT:
            kept.append(_recent(row.workspace_id, one, outcome, numbers.get(id(one), 0)))
    for refusal in refusals:
        newest.setdefault(refusal.source_id, []).insert(0, _refused(row.workspace_id, refusal))
    for source, rows in sorted(newest.items()):
        _keep(row.workspace_id, source, rows[:_KEPT][::-1])


def _outcome(one: "Said", numbers: Mapping[int, int], held: AnySet[bytes]) -> str:
    if id(one) in numbers:
        return _Outcome.TAKEN
    return _Outcome.BLOCKED if held and one.hash in held else _Outcome.DUPLICATE


def _count(
    workspace_id: int,
    said: Sequence["Said"],
    outcomes: Sequence[str],
    refusals: Sequence[Refusal],
    names: AnySet[catalogue.Key],
) -> None:
    now = clock.now()
    counts: dict[_Place, _Counts] = {}
    for one, outcome in zip(said, outcomes, strict=True):
        kind, name = catalogue.key_of(one)
        if (kind, name) not in names:
            name = _OTHERS
        found = counts.setdefault((one.source_id, kind, name), _Counts(now)).by_outcome
        found[outcome] = found.get(outcome, 0) + 1
    for refusal in refusals:
        place = (refusal.source_id, "refused", refusal.code)
        found = counts.setdefault(place, _Counts(refusal.at)).by_outcome
        found[_Outcome.REFUSED] = found.get(_Outcome.REFUSED, 0) + refusal.count
    day = today(workspace_id)
    for place, of_place in sorted(counts.items()):
        _add(workspace_id, day, place, of_place)


def _add(workspace_id: int, day: date, place: _Place, counts: _Counts) -> None:
    source, kind, name = place
    added = {
        column: counts.by_outcome.get(outcome, 0)
        for column, outcome in (
            ("taken", _Outcome.TAKEN),
            ("duplicates", _Outcome.DUPLICATE),
            ("blocked", _Outcome.BLOCKED),
            ("refused", _Outcome.REFUSED),
        )
    }
    rows = EventDay.objects.filter(
        workspace_id=workspace_id, day=day, source=source, kind=kind, name=name
    )
    more: dict[str, Any] = {column: F(column) + value for column, value in added.items()}
    if not rows.update(**more, last_at=counts.last_at):
        EventDay.objects.create(
            workspace_id=workspace_id,
            day=day,
            source=source,
            kind=kind,
            name=name,
            last_at=counts.last_at,
            **added,
        )


def _recent(workspace_id: int, one: "Said", outcome: str, number: int) -> RecentMessage:
    kind, name = catalogue.key_of(one)
    return RecentMessage(
        workspace_id=workspace_id,
        source=one.source_id,
        kind=kind,
        name=name,
        number=number,
        outcome=outcome,
        happened_at=one.happened_at,
        at=clock.now(),
    )


def _refused(workspace_id: int, refusal: Refusal) -> RecentMessage:
    return RecentMessage(
        workspace_id=workspace_id,
        source=refusal.source_id,
        kind="",
        name="",
        outcome=_Outcome.REFUSED,
        reason=refusal.code,
        where=refusal.where[:100],
        happened_at=refusal.at,
        at=refusal.at,
    )


def _keep(workspace_id: int, source: int, rows: Sequence[RecentMessage]) -> None:
    """These beside those that are kept, and no more than a hundred of the source."""
    RecentMessage.objects.bulk_create(rows)
    ours = RecentMessage.objects.filter(workspace_id=workspace_id, source=source)
    beyond = ours.order_by("-pk").values_list("pk", flat=True)[_KEPT : _KEPT + 1]
    for last in list(beyond):
        ours.filter(pk__lte=last).delete()
