"""Which orders count nowhere, by the rules and by what persons said; written where it changes.

A mark is written under the version that stands: the engine takes the later of two rows with the
same version, and whatever lands under a newer one carries the mark over and is judged in turn. So
a mark never outranks a landing that runs at the same time.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from huike.base.kernel import clock, crypto
from huike.base.warehouse import facade as warehouse
from huike.flow.ingest import people as knowing
from huike.flow.ingest.leaving import rules
from huike.flow.ingest.leaving.models import LeavingRule, OrderWord
from huike.library.facts import facade as facts

SEALED = "ingest_leavingrule.sealed_people"
COUNTS = "counts"
_CHANNELS = {"email": "email", "phone": "sms"}


@dataclass
class Binding:
    """Values of a statement under names of their own."""

    values: dict[str, Any] = field(default_factory=dict)

    def bind(self, kind: str, value: Any) -> str:
        """The placeholder of a value."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f"{{{name}:{kind}}}"


def judge(workspace_id: int, shop_id: int, numbers: Sequence[str]) -> None:
    """Mark these orders of a shop, or unmark them; nobody else settles them meanwhile."""
    write(workspace_id, shop_id, "order_no IN {numbers:Array(String)}", {"numbers": list(numbers)})


def write(workspace_id: int, shop_id: int, narrowed: str, values: dict[str, Any]) -> None:
    """Judge the orders of a shop that `narrowed` names, unless nobody ever set anything."""
    if is_anything_set(workspace_id):
        apply(workspace_id, shop_id, narrowed, values)


def is_anything_set(workspace_id: int) -> bool:
    """Whether a rule is on, or a person has said anything of an order."""
    rows = LeavingRule.objects.filter(workspace_id=workspace_id, is_on=True)
    return rows.exists() or OrderWord.objects.filter(workspace_id=workspace_id).exists()


def apply(workspace_id: int, shop_id: int, narrowed: str, values: dict[str, Any]) -> None:
    """The same, also where nothing is set any more: then whatever was marked counts again."""
    binding = Binding()
    wanted = wanted_sql(workspace_id, [shop_id], binding, narrowed)
    warehouse.execute(
        warehouse.load(__file__, "judge")
        .replace("/*wanted*/", wanted)
        .replace("/*narrowed*/", narrowed),
        {
            "workspace": workspace_id,
            "shop": shop_id,
            "at": int(clock.now().timestamp() * 1000),
            **values,
            **binding.values,
        },
        lane="long",
    )


def wanted_sql(workspace_id: int, shop_ids: Sequence[int], binding: Binding, narrowed: str) -> str:
    """Why an order of these shops is to be left out, as an expression over a row of orders."""
    tests: list[tuple[rules.Mark, str]] = []
    for row in LeavingRule.objects.filter(workspace_id=workspace_id, is_on=True).order_by("pk"):
        mark: rules.Mark = "staff" if row.mark == "staff" else "test"
        tests.append((mark, condition_of(workspace_id, *opened(row), binding, narrowed)))
    return rules.wanted_sql(tests, _said(workspace_id, shop_ids, binding), binding.bind)


def condition_of(
    workspace_id: int,
    conditions: rules.LeavingConditions,
    people: rules.LeavingPeople,
    binding: Binding,
    narrowed: str,
) -> str:
    """One rule, as a condition on a row of orders."""
    meant = customers(workspace_id, people, conditions.shop_ids)
    return rules.condition_sql(conditions, people, meant, binding.bind, narrowed)


def customers(workspace_id: int, people: rules.LeavingPeople, shop_ids: Sequence[int]) -> list[int]:
    """Whom a rule names, under the numbers by which they are shown now; nobody is made.

    A shop's own number of a buyer is looked for in the shops of the rule, or in all.
    """
    found: set[int] = set()
    for kind, channel in _CHANNELS.items():
        values = [one.value for one in people.identifiers if one.kind == kind]
        found.update(knowing.owners(workspace_id, channel, values))
    ids = [one.value for one in people.identifiers if one.kind == "user_id"]
    if ids:
        found.update(knowing.known_at(workspace_id, shop_ids, "user_id", ids))
    for name in people.names:
        found.update(knowing.named(workspace_id, name))
    return sorted(found)


def opened(row: LeavingRule) -> tuple[rules.LeavingConditions, rules.LeavingPeople]:
    """What a rule asks for, in plain."""
    people = crypto.unseal_secret(bytes(row.sealed_people), SEALED)
    return (
        rules.LeavingConditions.model_validate(row.conditions),
        rules.LeavingPeople.model_validate(json.loads(people)),
    )


def _said(workspace_id: int, shop_ids: Sequence[int], binding: Binding) -> str:
    rows = OrderWord.objects.filter(workspace_id=workspace_id, shop_id__in=shop_ids)
    said = list(rows.order_by("pk").values_list("shop_id", "order_no", "mark"))
    if not said:
        return "''"
    keys = binding.bind("Array(String)", [f"{shop}/{number}" for shop, number, _ in said])
    marks = binding.bind("Array(String)", [mark or COUNTS for _, _, mark in said])
    return f"transform(concat(toString(shop_id), '/', order_no), {keys}, {marks}, '')"


def touched(workspace_id: int, shop_id: int, since_ms: int) -> list[int]:
    """Whose orders of a shop were written since, as they are known now."""
    buyer = facts.survivor("customer_id", "{workspace:UInt32}")
    sql = warehouse.load(__file__, "touched").replace("/*buyer*/", buyer)
    params = {"workspace": workspace_id, "shop": shop_id, "since": since_ms}
    return sorted(int(one) for (one,) in warehouse.select(sql, params, lane="long"))
