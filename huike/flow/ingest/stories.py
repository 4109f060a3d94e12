"""The story of an order: what sources and connections said of it, and which of them said it."""

from dataclasses import dataclass
from typing import Literal

from pydantic_core import from_json

from huike.base.access.facade import Scope
from huike.base.warehouse import facade as warehouse
from huike.flow.ingest.collect.models import Source
from huike.flow.ingest.collect.rules.story import Moment, Word, by_whom, moments
from huike.flow.ingest.connect.landing import CONNECTIONS
from huike.flow.ingest.connect.models import Connection

_MOST = 500  # messages about one order


@dataclass(frozen=True)
class Told:
    """A moment, and who told of it; a source that was removed has no name."""

    moment: Moment
    by: Literal["source", "connection", "file"]
    name: str


def order_story(scope: Scope, shop_id: int, order_no: str) -> list[Told]:
    """What happened to an order of an allowed shop, oldest first; files tell of parcels."""
    if not scope.allows_shop(shop_id):
        return []
    params = {"workspace": scope.workspace_id, "shop": shop_id, "number": order_no}
    rows = warehouse.select_dicts(
        warehouse.load(__file__, "order_story"), {**params, "most": _MOST}
    )
    found = moments(
        Word(
            act=row["act"],
            source_id=row["source_id"],
            at=row["occurred_at"],
            said=from_json(row["said"]),
        )
        for row in rows
    )
    names = _names(scope.workspace_id, {one.source_id for one in found})
    told = [
        Told(one, "connection" if one.source_id >= CONNECTIONS else "source", names[one.source_id])
        for one in found
    ]
    moves = warehouse.select(warehouse.load(__file__, "moves_of_files"), params)
    told += [
        Told(
            Moment(
                at=at, is_exact=bool(is_exact), what=step, amount=None, currency="",
                note=by_whom(carrier, tail), source_id=0,
            ),
            "file",
            "",
        )
        for at, is_exact, step, carrier, tail in moves
    ]  # fmt: skip
    return sorted(told, key=lambda one: one.moment.at)


def _names(workspace_id: int, numbers: set[int]) -> dict[int, str]:
    """What these are called, connections counted from `CONNECTIONS` on."""
    sources = Source.objects.filter(
        workspace_id=workspace_id, pk__in=[one for one in numbers if one < CONNECTIONS]
    )
    connections = Connection.objects.filter(
        workspace_id=workspace_id,
        pk__in=[one - CONNECTIONS for one in numbers if one >= CONNECTIONS],
    )
    return {
        **dict.fromkeys(numbers, ""),
        **dict(sources.values_list("pk", "name")),
        **{CONNECTIONS + pk: name for pk, name in connections.values_list("pk", "name")},
    }
