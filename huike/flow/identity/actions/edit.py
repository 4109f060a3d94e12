"""What a member of staff writes about a known customer."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from huike.base.access.facade import Actor, audit
from huike.base.kernel import clock, crypto
from huike.base.kernel.bulk import insert_new
from huike.base.kernel.errors import Conflict, Invalid, NotFound
from huike.base.outbox.facade import publish
from huike.events import CustomersChanged
from huike.flow.identity import queries
from huike.flow.identity.actions import change, writing
from huike.flow.identity.models import Customer, Identifier
from huike.flow.identity.rules import normal, private
from huike.flow.identity.rules.keys import head, parts
from huike.flow.identity.rules.kinds import BY_NAME
from huike.flow.identity.rules.person import NAME, PRIVATE
from huike.flow.identity.said import Said

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

    An identifier of another customer is refused: two people are merged by an act of its own.
    """
    workspace_id = actor.workspace_id
    said = _said(workspace_id, name, identifiers or {}, attributes or {})
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


def _said(
    workspace_id: int, name: str, identifiers: Mapping[str, str], attributes: Mapping[str, Any]
) -> Said:
    open_ones, closed = private.split(attributes)
    now = clock.now()
    said = Said(name=normal.name(name) or "", open_ones=open_ones, private=closed)
    # What was said elsewhere before, and is heard only later, shall not undo it.
    fields = [NAME, *(PRIVATE + one for one in closed), *open_ones]
    said.times = dict.fromkeys(fields, int(now.timestamp() * 1_000_000))
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
