"""Acts: rules made, changed, switched on and off; a person's word on one order."""

import json
from dataclasses import dataclass
from typing import Literal

from django.db import IntegrityError, transaction

from huike.base.access.facade import Actor, audit
from huike.base.jobs.facade import enqueue
from huike.base.kernel import clock, crypto
from huike.base.kernel.bulk import upsert
from huike.base.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from huike.base.kernel.exclusive import exclusive
from huike.base.outbox.facade import publish
from huike.base.warehouse import facade as warehouse
from huike.events import OrdersLanded
from huike.flow.ingest.leaving import judging, rules
from huike.flow.ingest.leaving.models import LeavingRule, OrderWord

Word = Literal["test", "staff", "counts", "rules"]
_MOST_RULES = 50
_MOST_WORDS = 10_000


@dataclass(frozen=True)
class Draft:
    """A rule as it is written down."""

    name: str
    mark: rules.Mark
    conditions: rules.LeavingConditions
    people: rules.LeavingPeople


def check(draft: Draft) -> None:
    """Refuse what would leave out everything, or means nothing."""
    if not draft.name.strip():
        raise Invalid("A rule needs a name", code="leaving_rule_name", where="name")
    if rules.is_empty(draft.conditions, draft.people):
        raise Invalid(
            "A rule needs a condition besides the shop",
            code="leaving_rule_empty",
            where="conditions",
        )
    low, high = draft.conditions.amount_min, draft.conditions.amount_max
    if low is not None and high is not None and low > high:
        raise Invalid("The least amount is above the most", code="leaving_rule_amount")


def create(actor: Actor, draft: Draft) -> LeavingRule:
    """A new rule; it is off until somebody has looked at what it would do."""
    _for_all_shops(actor)
    check(draft)
    if LeavingRule.objects.filter(workspace_id=actor.workspace_id).count() >= _MOST_RULES:
        raise Conflict(f"There are {_MOST_RULES} rules already", code="leaving_rule_many")
    row = LeavingRule(workspace_id=actor.workspace_id)
    with transaction.atomic():
        _save(row, actor, draft)
        audit(actor, "leaving.rule_created", target_kind="leaving_rule", target_id=row.pk)
    return row


def change(actor: Actor, rule_id: int, draft: Draft) -> LeavingRule:
    """What a rule asks for; where it is on, orders are judged again."""
    _for_all_shops(actor)
    with transaction.atomic():
        row = one(actor.workspace_id, rule_id)
        check(draft)
        _save(row, actor, draft)
        audit(actor, "leaving.rule_changed", target_kind="leaving_rule", target_id=row.pk)
        if row.is_on:
            _ask(row, actor)
    return row


def switch(actor: Actor, rule_id: int, *, is_on: bool) -> LeavingRule:
    """On: what matches is left out. Off: what was left out by it counts again."""
    _for_all_shops(actor)
    with transaction.atomic():
        row = one(actor.workspace_id, rule_id)
        if row.is_on != is_on:
            row.is_on = is_on
            row.changed_at, row.changed_by = clock.now(), actor.label
            row.save(update_fields=["is_on", "changed_at", "changed_by"])
            audit(
                actor,
                "leaving.rule_switched",
                target_kind="leaving_rule",
                target_id=row.pk,
                fields=["on" if is_on else "off"],
            )
            _ask(row, actor)
    return row


def delete(actor: Actor, rule_id: int) -> None:
    """Forget a rule; what was left out by it counts again."""
    _for_all_shops(actor)
    with transaction.atomic():
        row = one(actor.workspace_id, rule_id)
        was_on = row.is_on
        row.delete()
        audit(actor, "leaving.rule_deleted", target_kind="leaving_rule", target_id=rule_id)
        if was_on:
            ask(actor.workspace_id, actor.label)


def say(actor: Actor, shop_id: int, order_no: str, word: Word) -> str:
    """A person's word on one order, at once; answers why it is left out, "" if it counts."""
    buyer = _buyer(actor, shop_id, order_no)
    workspace_id = actor.workspace_id
    words = OrderWord.objects.filter(workspace_id=workspace_id)
    with transaction.atomic():
        if word == "rules":
            words.filter(shop_id=shop_id, order_no=order_no).delete()
        else:
            if words.count() >= _MOST_WORDS:
                raise Conflict("Too many orders were marked by hand", code="order_words_many")
            mark = "" if word == "counts" else word
            upsert(
                OrderWord,
                ("workspace_id", "shop_id", "order_no", "mark", "said_at", "said_by"),
                [(workspace_id, shop_id, order_no, mark, clock.now(), actor.label)],
                unique=("workspace_id", "shop_id", "order_no"),
                update=("mark", "said_at", "said_by"),
            )
        audit(actor, "order.marked", target_kind="order", fields=[f"{shop_id}/{order_no}", word])
    numbers = {"numbers": [order_no]}
    with exclusive(f"orders:{workspace_id}:{shop_id}"):
        judging.apply(workspace_id, shop_id, "order_no IN {numbers:Array(String)}", numbers)
    if buyer:
        with transaction.atomic():
            publish(OrdersLanded(workspace_id=workspace_id, batch_id=0, customer_ids=(buyer,)))
    return str(_standing(actor, shop_id, order_no)[1])


def ask(workspace_id: int, who: str) -> int:
    """Have all orders judged again; a run that has not begun yet will do for several wishes."""
    return enqueue(
        "ingest.judge_orders",
        workspace_id=workspace_id,
        waiting_key=f"ingest.judge_orders:{workspace_id}",
        order_key=f"landing:{workspace_id}",
        created_by=who,
    )


def one(workspace_id: int, rule_id: int) -> LeavingRule:
    """A rule of this workspace."""
    row = LeavingRule.objects.filter(workspace_id=workspace_id, pk=rule_id).first()
    if row is None:
        raise NotFound("No such rule", code="leaving_rule_gone")
    return row


def _ask(row: LeavingRule, actor: Actor) -> None:
    row.job_id = ask(actor.workspace_id, actor.label)
    row.save(update_fields=["job_id"])


def _save(row: LeavingRule, actor: Actor, draft: Draft) -> None:
    row.name, row.mark = draft.name.strip()[:120], draft.mark
    row.conditions = draft.conditions.model_dump(mode="json")
    people = json.dumps(draft.people.model_dump(mode="json"), ensure_ascii=False)
    row.sealed_people = crypto.seal_secret(people, judging.SEALED)
    row.changed_at, row.changed_by = clock.now(), actor.label
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Conflict(
            "There is a rule of this name", code="leaving_rule_twice", where="name"
        ) from error


def _for_all_shops(actor: Actor) -> None:
    if actor.scope.shop_ids is not None:
        raise Forbidden("These rules hold for all shops", code="shop_scope")


def _buyer(actor: Actor, shop_id: int, order_no: str) -> int:
    return int(_standing(actor, shop_id, order_no)[0])


def _standing(actor: Actor, shop_id: int, order_no: str) -> tuple[int, str]:
    """Whose an order is and why it is left out; refused where the scope has none of this number."""
    found: list[tuple[int, str]] = []
    if actor.scope.allows_shop(shop_id) and 0 <= shop_id < 2**32:
        found = warehouse.select(
            warehouse.load(__file__, "standing"),
            {"workspace": actor.workspace_id, "shop": shop_id, "number": order_no},
        )  # type: ignore[assignment]
    if not found:
        raise NotFound("No such order", code="order_missing")
    return found[0]
