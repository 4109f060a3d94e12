"""Looking at a person's values, and forgetting a person; both leave their mark in the audit."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from huike.base.access.facade import Actor, audit, system_actor
from huike.base.kernel import clock
from huike.base.kernel.errors import Forbidden, Invalid, NotFound
from huike.base.outbox.facade import publish
from huike.events import CustomersChanged
from huike.flow.identity import aliases, erasures, forgotten, groups, names, queries, visitors
from huike.flow.identity.actions import merging, splitting, writing
from huike.flow.identity.actions.change import forget_pieces
from huike.flow.identity.models import Apart, Customer, GroupMember, Identifier, Likeness, Match
from huike.flow.identity.rules.keys import HASH, unpacked
from huike.flow.identity.rules.kinds import BY_CODE

FIELDS = ("name", "email", "phone", "user_id", "private")


@dataclass(frozen=True)
class Revealed:
    """The readable values of one customer, for the eyes of whoever asked."""

    name: str
    email: list[str]
    phone: list[str]
    user_id: list[str]
    private: dict[str, str]


def reveal(actor: Actor, customer_id: int, fields: Sequence[str] = FIELDS) -> Revealed:
    """Show these fields of a customer unmasked; who looked at what is in the audit before."""
    if not actor.can("customers.reveal"):
        raise Forbidden(
            "This needs the permission customers.reveal",
            code="permission_missing",
            permission="customers.reveal",
        )
    unknown = sorted(set(fields) - set(FIELDS))
    if unknown:
        raise Invalid(f"No such field: {unknown[0]}", code="unknown_field", where="fields")
    with transaction.atomic():
        opened = queries.people(actor.workspace_id, [customer_id]).get(customer_id)
        if opened is None:
            raise NotFound("No such customer")
        audit(
            actor,
            "customer.revealed",
            target_kind="customer",
            target_id=customer_id,
            fields=sorted(set(fields)),
        )
    values = {kind.name: opened.values(kind.code) for kind in BY_CODE.values()}
    shown = {name: found if name in fields else [] for name, found in values.items()}
    return Revealed(
        name=opened.name if "name" in fields else "",
        private=opened.private if "private" in fields else {},
        **shown,
    )


def erase(actor: Actor, customer_id: int) -> None:
    """Destroy a customer's keys and everything that leads to them; their facts stay, nameless.

    All records of the person go. Erasing somebody who is erased changes nothing.
    """
    workspace_id = actor.workspace_id
    with writing.alone(workspace_id), transaction.atomic():
        mine = groups.records(workspace_id, [customer_id]).get(customer_id, [customer_id])
        _erase(actor, mine)


def erase_again() -> int:
    """After a restore: erase everybody whom the list names and the backup still knew."""
    again = 0
    for workspace_id, customer_id in erasures.remembered():
        rows = Customer.objects.filter(workspace_id=workspace_id, id=customer_id, erased_at=None)
        if rows.exists():
            # This record alone: the list names the others, if they were of the same person then.
            with writing.alone(workspace_id), transaction.atomic():
                _erase(system_actor(workspace_id, "restore"), [customer_id])
            again += 1
    return again


def _erase(actor: Actor, records: Sequence[int]) -> None:
    workspace_id = actor.workspace_id
    rows = list(
        Customer.objects.select_for_update()
        .filter(workspace_id=workspace_id, id__in=records)
        .order_by("id")
    )
    if not rows:
        raise NotFound("No such customer")
    living = [row for row in rows if row.erased_at is None]
    if not living:
        return
    opened = queries.records(workspace_id, [row.pk for row in living])
    now = int(clock.now().timestamp() * 1_000_000)
    for row in living:
        forgotten.remember(workspace_id, unpacked(bytes(row.keys)), now)
        _forget(row, opened[row.pk].name)
    audit(actor, "customer.erased", target_kind="customer", target_id=records[0])
    told = sorted({*records, *groups.shown_as(workspace_id, records)})
    merging.rise(workspace_id, [one for one in told if one not in {row.pk for row in living}])
    publish(CustomersChanged(workspace_id=workspace_id, customer_ids=tuple(told)))
    # Last inside the transaction: whatever is committed is on the list.
    for row in living:
        erasures.remember(workspace_id, row.pk)


def _forget(row: Customer, name: str) -> None:
    """Nothing leads to this record any more, and nothing says whose it was."""
    workspace_id = row.workspace_id
    forget_pieces(workspace_id, names.rows(workspace_id, name, row.pk))
    hashes = [key[HASH] for key in unpacked(bytes(row.keys))]
    Identifier.objects.filter(workspace_id=workspace_id, customer=row.pk, hash__in=hashes).delete()
    aliases.forget(workspace_id, unpacked(bytes(row.keys)))
    visitors.forget(workspace_id, row.pk)
    splitting.forget(workspace_id, row.pk)
    GroupMember.objects.filter(workspace_id=workspace_id, customer=row.pk).delete()
    pairs = ("customer_id", "other_id")
    for model, ends in ((Match, pairs), (Likeness, pairs), (Apart, ("one_id", "other_id"))):
        for end in ends:
            model.objects.filter(workspace_id=workspace_id, **{end: row.pk}).delete()
    row.wrapped_key = row.sealed = row.name_hash = None
    row.keys, row.attributes = b"", {}
    row.erased_at = clock.now()
    row.version += 1
    row.save()
