"""What the command line asks of rules for rows."""

from typing import Any

from huike.base.access.facade import Actor
from huike.base.kernel.errors import NotFound
from huike.flow.ingest.rowrules import actions, reading, rules
from huike.flow.ingest.rowrules.actions import Draft, Place
from huike.flow.ingest.rowrules.reading import Preview, Rule
from huike.library.commerce import facade as commerce


def row_rule_place(actor: Actor, kind: str, source: str) -> Place:
    """The source of a rule: files by the name of their shop, connections by their number."""
    if kind == "connection":
        return actions.place(actor.scope, kind, int(source) if source.isdecimal() else 0)
    shop = commerce.shop_named(source, scope=actor.scope)
    if shop is None:
        raise NotFound("No such shop", code="shop_missing", where=source)
    return actions.place(actor.scope, kind, shop.id)


def row_rule_draft(given: dict[str, Any]) -> Draft:
    """A rule as a file writes it down: test, severity, is_on."""
    severity: rules.Severity = "hold" if given.get("severity") == "hold" else "warn"
    return Draft(rules.test_of(given.get("test")), severity, bool(given.get("is_on", True)))


def row_rules(actor: Actor) -> list[Rule]:
    """All rules."""
    return reading.listed(actor.scope)


def preview_row_rule(actor: Actor, place: Place, draft: Draft) -> Preview:
    """What a rule would have done to what has landed."""
    return reading.preview(actor, place, draft)


def create_row_rule(actor: Actor, place: Place, draft: Draft) -> int:
    """Set a rule; its number."""
    return actions.create(actor, place, draft).pk


def delete_row_rule(actor: Actor, rule_id: int) -> None:
    """Take a rule away."""
    actions.delete(actor, rule_id)
