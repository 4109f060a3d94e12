"""Bringing the warehouse's bitmaps up to the evaluations that the database holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from huike.base.warehouse import facade as warehouse
from huike.flow.segment.models import Segment
from huike.flow.segment.queries import bitmaps, evaluations
from huike.flow.segment.rules.ids import NOBODY, Ids, change

_FEW = 1_000  # up to here ids travel as a parameter, above as a table
_STEPS = 8  # further behind, the bitmap is written whole


@dataclass(frozen=True)
class Difference:
    """A bitmap that is not what its evaluations say."""

    segment_id: int
    missing: int
    extra: int


def bring_up(workspace_id: int, segment_id: int, *, stored: int | None = None) -> int:
    """Write the bitmap of the newest evaluation where the warehouse is behind; gives its number."""
    number = evaluations.number(workspace_id, segment_id)
    if stored is None:
        stored = bitmaps.stored_numbers(workspace_id, [segment_id]).get(segment_id, 0)
    if stored >= number:
        return number
    missed = evaluations.numbers(workspace_id, segment_id, after=stored)
    if len(missed) > _STEPS or not evaluations.is_number(workspace_id, segment_id, stored):
        everyone = evaluations.replayed(workspace_id, segment_id, upto=number)
        _write(workspace_id, segment_id, number, everyone, left=None)
        return number
    for one in missed:
        _write(workspace_id, segment_id, one, *evaluations.moved(workspace_id, segment_id, one))
    return number


def catch_up() -> int:
    """After a start: bring up every bitmap that a crash left behind; gives how many."""
    behind = 0
    for workspace_id, numbers in evaluations.newest().items():
        stored = bitmaps.stored_numbers(workspace_id, sorted(numbers))
        for segment_id, number in numbers.items():
            if stored.get(segment_id, 0) < number:
                bring_up(workspace_id, segment_id, stored=stored.get(segment_id, 0))
                behind += 1
    return behind


def differences(workspace_id: int) -> list[Difference]:
    """Bitmaps that are not what their evaluations, played again, come to."""
    found = []
    for row in Segment.objects.filter(workspace_id=workspace_id, archived_at=None):
        number = bring_up(workspace_id, row.pk)
        told = evaluations.replayed(workspace_id, row.pk, upto=number)
        held = bitmaps.held(workspace_id, row.pk)
        missing, extra = change(held, told)
        if len(missing) or len(extra):
            found.append(Difference(row.pk, len(missing), len(extra)))
    return found


def _write(workspace_id: int, segment_id: int, number: int, entered: Ids, left: Ids | None) -> None:
    """The bitmap of one number: the one before without those who left, with those who entered."""
    params = {"w": workspace_id, "s": segment_id, "n": number}
    with _set(entered, "e", params) as inside, _set(left, "l", params) as outside:
        before, found = "", inside
        if left is not None:
            before = (
                "WITH (SELECT groupBitmapMergeState(members) FROM memberships FINAL"
                " WHERE workspace_id = {w:UInt32} AND segment_id = {s:UInt64}) AS before"
            )
            found = f"bitmapOr(bitmapAndnot(before, {outside}), {inside})"
        warehouse.execute(
            "INSERT INTO memberships (workspace_id, segment_id, members, count, version)"  # noqa: S608
            f" {before} SELECT {{w:UInt32}}, {{s:UInt64}}, found,"
            f" bitmapCardinality(found), {{n:UInt64}} FROM (SELECT {found} AS found)",
            params,
            token=f"members-{segment_id}-{number}",
        )


@contextmanager
def _set(ids: Ids | None, name: str, params: dict[str, Any]) -> Iterator[str]:
    ids = NOBODY if ids is None else ids
    if len(ids) == 0:
        yield "bitmapBuild(emptyArrayUInt32())"
    elif len(ids) <= _FEW:
        params[name] = ids.tolist()
        yield f"bitmapBuild({{{name}:Array(UInt32)}})"
    else:
        with warehouse.id_list(ids) as table:
            yield f"(SELECT groupBitmapState(id) FROM {table})"  # noqa: S608
