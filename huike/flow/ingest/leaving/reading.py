"""What rules there are, what they leave out, and what a rule would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from huike.base.access.facade import Actor, Scope
from huike.base.warehouse import facade as warehouse
from huike.flow.ingest.leaving import judging, rules
from huike.flow.ingest.leaving.actions import Draft, check
from huike.flow.ingest.leaving.models import LeavingRule, OrderWord
from huike.library.commerce import facade as commerce

_SAMPLE = 20
_SECONDS = 30.0


@dataclass(frozen=True)
class Rule:
    """A rule as it is shown; whom it names only to those who may change it."""

    id: int
    name: str
    mark: str
    is_on: bool
    conditions: rules.LeavingConditions
    people: rules.LeavingPeople | None
    people_count: int
    job_id: int | None
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True)
class LeftOut:
    """How many orders of the allowed shops are left out for one reason."""

    mark: str
    orders: int
    amount: int


@dataclass(frozen=True)
class Preview:
    """What a rule would do to the orders that are there."""

    orders: int  # all that match
    amount: int
    buyers: int
    already: int  # of them, left out already
    said: int  # of them, those of which a person said that they count
    sample: list[dict[str, Any]]


def listed(actor: Actor) -> list[Rule]:
    """All rules, the first made first: where several match, the first tells the reason."""
    may = actor.scope.shop_ids is None and actor.can("sources.write")
    found = []
    for row in LeavingRule.objects.filter(workspace_id=actor.workspace_id).order_by("pk"):
        found.append(shown(row, is_whole=may))
    return found


def shown(row: LeavingRule, *, is_whole: bool) -> Rule:
    """One rule."""
    conditions, people = judging.opened(row)
    return Rule(
        row.pk,
        row.name,
        row.mark,
        row.is_on,
        conditions,
        people if is_whole else None,
        len(people.identifiers) + len(people.names),
        row.job_id,
        row.changed_at,
        row.changed_by,
    )


def left_out(scope: Scope) -> list[LeftOut]:
    """The orders that count nowhere, by why."""
    rows = warehouse.select(
        warehouse.load(__file__, "left_out"),
        {
            "workspace": scope.workspace_id,
            "all_shops": int(scope.shop_ids is None),
            "shops": list(scope.shop_ids or ()),
        },
        lane="long",
        seconds=_SECONDS,
    )
    return [LeftOut(str(mark), int(orders), int(amount)) for mark, orders, amount in rows]


def said(scope: Scope) -> int:
    """Of how many orders a person has said anything."""
    rows = OrderWord.objects.filter(workspace_id=scope.workspace_id)
    if scope.shop_ids is not None:
        rows = rows.filter(shop_id__in=scope.shop_ids)
    return rows.count()


def preview(actor: Actor, draft: Draft) -> Preview:
    """How many orders of the allowed shops match, and the newest of them; nothing is written."""
    check(draft)
    shop_ids = [one.id for one in commerce.shops(scope=actor.scope)]
    binding = judging.Binding()
    test = judging.condition_of(actor.workspace_id, draft.conditions, draft.people, binding, "true")
    counts = _keys(OrderWord.objects.filter(workspace_id=actor.workspace_id, mark=""))
    params = {"workspace": actor.workspace_id, "shops": shop_ids, **binding.values}

    def asked(name: str, more: dict[str, Any]) -> list[dict[str, Any]]:
        sql = warehouse.load(__file__, name).replace("/*test*/", test)
        return warehouse.select_dicts(sql, {**params, **more}, lane="long", seconds=_SECONDS)

    [found] = asked("preview", {"counts": counts})
    return Preview(**found, sample=asked("sample", {"most": _SAMPLE}))


def _keys(rows: Any) -> Sequence[str]:
    return [f"{shop}/{number}" for shop, number in rows.values_list("shop_id", "order_no")]
