"""What the command line asks of orders that count nowhere."""

from typing import Any

from huike.base.access.facade import Actor
from huike.base.jobs.facade import JobInfo, run_now
from huike.flow.ingest.leaving import actions, reading
from huike.flow.ingest.leaving.actions import Draft, Word
from huike.flow.ingest.leaving.reading import LeftOut, Preview, Rule
from huike.flow.ingest.leaving.rules import LeavingConditions, LeavingPeople
from huike.library.commerce import facade as commerce


def leaving_rules(actor: Actor) -> tuple[list[Rule], list[LeftOut]]:
    """The rules, and how many orders are left out for which reason."""
    return reading.listed(actor), reading.left_out(actor.scope)


def leaving_draft(given: dict[str, Any]) -> Draft:
    """A rule as a file writes it down: name, mark, conditions, people."""
    return Draft(
        str(given.get("name", "")),
        "staff" if given.get("mark") == "staff" else "test",
        LeavingConditions.model_validate(given.get("conditions", {})),
        LeavingPeople.model_validate(given.get("people", {})),
    )


def preview_leaving(actor: Actor, draft: Draft) -> Preview:
    """What a rule would do."""
    return reading.preview(actor, draft)


def create_leaving_rule(actor: Actor, draft: Draft) -> Rule:
    """A new rule, that is off."""
    return reading.shown(actions.create(actor, draft), is_whole=True)


def switch_leaving_rule(actor: Actor, rule_id: int, *, is_on: bool) -> JobInfo | None:
    """On or off, and all orders judged by it; None where it was so already."""
    was = actions.one(actor.workspace_id, rule_id).is_on
    row = actions.switch(actor, rule_id, is_on=is_on)
    if was == is_on or row.job_id is None:
        return None
    return run_now(row.job_id, workspace_id=actor.workspace_id)


def mark_order(actor: Actor, shop: str, order_no: str, word: Word) -> str:
    """A word on one order; answers why it is left out, "" if it counts."""
    place = commerce.shop_named(shop, scope=actor.scope)
    return actions.say(actor, place.id if place else 0, order_no, word)
