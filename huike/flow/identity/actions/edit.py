"""What a member of staff writes about a known customer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from huike.base.access.facade import Actor, audit
from huike.base.kernel import clock, crypto
from huike.base.kernel.bulk import insert_new
from huike.base.kernel.errors import Conflict, Invalid, NotFound
from huike.base.outbox.facade import publish
from huike.events import CustomersChanged
from huike.flow.identity import groups, queries
from huike.flow.identity.actions import change, writing
from huike.flow.identity.models import Customer, Identifier
from huike.flow.identity.rules import normal, private
from huike.flow.identity.rules.keys import Key, head, parts
from huike.flow.identity.rules.kinds import BY_NAME
from huike.flow.identity.rules.person import Person
from huike.flow.identity.rules.values import NAME, NOTHING, PRIVATE, of_source, take_back
from huike.flow.identity.said import Said

_MARKS = {"name": NAME, "private": PRIVATE, "attribute": ""}
_IDENTIFIER = ["workspace", "kind", "scope", "hash", "customer"]


def edit(
    actor: Actor,
    customer_id: int,
    *,
    name: str = "",
    identifiers: Mapping[str, str] | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> None:
    """Set the name, add an e-mail address or a phone number, set attributes; what is empty stays.

    What staff set stands whatever sources say later, until somebody takes it back (`take_back`).
    An identifier of another customer is refused: two people are merged by an act of its own.
    """
    workspace_id = actor.workspace_id
    said = _said(actor, name, identifiers or {}, attributes or {})
    with writing.alone(workspace_id), transaction.atomic():
        known = Customer.objects.filter(
            workspace_id=workspace_id, id=customer_id, wrapped_key__isnull=False
        )
        if not known.exists():
            raise NotFound("No such customer")
        changed = change.apply(workspace_id, {customer_id: said})
        rows = [(workspace_id, *parts(key), customer_id) for key in said.keys]
        insert_new(Identifier, _IDENTIFIER, rows)
        if set(queries.owners(workspace_id, said.keys).values()) - {customer_id}:
            raise Conflict(
                "Another customer has this identifier",
                code="identifier_taken",
                mend="Look that customer up instead",
            )
        fields = [*(identifiers or {}), *(["name"] if name else []), *sorted(attributes or {})]
        audit(
            actor,
            "customer.edited",
            target_kind="customer",
            target_id=customer_id,
            fields=[one for one in fields if not _is_telling(one)],
        )
        if changed:
            publish(CustomersChanged(workspace_id=workspace_id, customer_ids=tuple(changed)))


@dataclass(frozen=True)
class TakenBack:
    """Staff's word about some values no longer counts (a change as `change.apply` takes it)."""

    marks: Sequence[str]
    shops: str = ""
    keys: Sequence[Key] = ()

    def tell(self, known: Person, attributes: dict[str, str]) -> bool:
        """Let what sources say stand again."""
        is_changed = False
        for mark in self.marks:
            if mark.startswith(PRIVATE):
                is_changed = known.take_back(mark) or is_changed
            else:
                take_back(attributes, known.notes, mark)
        return is_changed


def undo(actor: Actor, customer_id: int, field: str, key: str = "") -> None:
    """Take staff's word about a value back: what sources say stands again, maybe nothing.

    `field` is name, private or attribute; the latter two are of a `key`.
    """
    workspace_id = actor.workspace_id
    if field not in _MARKS or bool(key) == (field == "name"):
        raise Invalid(f"No such field: {field} {key}".rstrip(), code="unknown_field", where="field")
    mark = _MARKS[field] + key
    with writing.alone(workspace_id), transaction.atomic():
        mine = groups.records(workspace_id, [customer_id]).get(customer_id, [customer_id])
        opened = queries.records(workspace_id, mine)
        if customer_id not in opened:
            raise NotFound("No such customer")
        edited = [one for one in mine if one in opened and mark in opened[one].notes.under]
        if not edited:
            raise Conflict("Staff did not set this value", code="not_edited")
        changed = change.apply(workspace_id, dict.fromkeys(edited, TakenBack([mark])))
        audit(
            actor,
            "customer.edit_undone",
            target_kind="customer",
            target_id=customer_id,
            fields=[field, *([key] if key and not _is_telling(key) else [])],
        )
        if changed:
            publish(CustomersChanged(workspace_id=workspace_id, customer_ids=tuple(changed)))


def _said(
    actor: Actor, name: str, identifiers: Mapping[str, str], attributes: Mapping[str, Any]
) -> Said:
    workspace_id, now = actor.workspace_id, clock.now().timestamp()
    open_ones, closed = private.split(attributes)
    said = Said(name=normal.name(name) or "", open_ones=open_ones, private=closed)
    fields = [*([NAME] if said.name else []), *(PRIVATE + one for one in closed), *open_ones]
    times = dict.fromkeys(fields, int(now * 1_000_000))
    said.notes = of_source(actor.label[:120], int(now), times)
    said.notes.under = dict.fromkeys(fields, NOTHING)
    for kind_name, text in identifiers.items():
        kind = BY_NAME.get(kind_name)
        if kind is None or kind.is_per_shop:
            raise Invalid(f"{kind_name!r} cannot be added by hand", code="unknown_kind")
        value = queries.spelling(workspace_id, kind)(text)
        if value is None:
            raise Invalid(
                f"This is no {kind_name}", code="bad_identifier", where=kind_name, kind=kind_name
            )
        key = head(kind.code, 0) + crypto.blind(workspace_id, kind.name, value)
        said.add(key, value, "staff")
    return said


def _is_telling(name: str) -> bool:
    """Whether the name of a field holds a value itself (an address as a key)."""
    return bool(private.VALUES.search(name))
