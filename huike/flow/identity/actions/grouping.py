"""Households and companies: customers who belong together and stay several. Nothing is merged."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from huike.base.access.facade import Actor, audit
from huike.base.kernel import clock
from huike.base.kernel.bulk import chunks, insert_new
from huike.base.kernel.errors import Conflict, Invalid, NotFound
from huike.flow.identity.actions import writing
from huike.flow.identity.actions.deciding import records_of
from huike.flow.identity.likeness.looking import Company
from huike.flow.identity.models import Group, GroupMember

MOST_MEMBERS = 200  # whom one page shows, and one question counts
_AT_ONCE = 500
_How = GroupMember.How
_COLUMNS = ["workspace", "group", "kind", "customer", "how", "joined_at", "joined_by", "left_by"]


def make(actor: Actor, kind: str, name: str, customers: Sequence[int]) -> int:
    """A new group of these customers; its number."""
    if kind not in Group.Kind.values:
        raise Invalid(f"{kind!r} is none of household, company", code="unknown_kind", where="kind")
    if kind == Group.Kind.COMPANY and not name.strip():
        raise Invalid("A company has a name", code="missing", where="name")
    with writing.alone(actor.workspace_id), transaction.atomic():
        row = _new(actor, kind, name.strip())
        for one in dict.fromkeys(customers):
            _join(actor, row, one, _How.STAFF, clock.now())
        audit(actor, "group.created", target_kind="group", target_id=row.pk, count=len(customers))
        return row.pk


def join(actor: Actor, group: int, customer: int) -> None:
    """A customer belongs to a group, again if they had left."""
    with writing.alone(actor.workspace_id), transaction.atomic():
        row = _group(actor.workspace_id, group)
        _join(actor, row, customer, _How.STAFF, clock.now())
        audit(actor, "group.joined", target_kind="group", target_id=group, fields=[str(customer)])


def leave(actor: Actor, group: int, customer: int) -> None:
    """A customer belongs to it no longer; only a person puts them back."""
    workspace_id = actor.workspace_id
    with writing.alone(workspace_id), transaction.atomic():
        _group(workspace_id, group)
        mine = records_of(workspace_id, customer)
        rows = GroupMember.objects.filter(workspace_id=workspace_id, group=group, customer__in=mine)
        left = rows.filter(left_at=None).update(left_at=clock.now(), left_by=actor.label[:120])
        if not left:
            raise NotFound("They are no member of it")
        audit(actor, "group.left", target_kind="group", target_id=group, fields=[str(customer)])


def live_together(actor: Actor, ends: Iterable[int], at: datetime) -> None:
    """A suggested home is right: in the household that one of them has, or in a new one."""
    workspace_id = actor.workspace_id
    members = {one: records_of(workspace_id, one) for one in ends}
    homes = {one: _home(workspace_id, records) for one, records in members.items()}
    known = {home for home in homes.values() if home is not None}
    if len(known) > 1:
        raise Conflict("Both have a household of their own", code="two_households")
    row = _group(workspace_id, known.pop()) if known else _new(actor, Group.Kind.HOUSEHOLD, "")
    for one, home in homes.items():
        if home is None:
            _join(actor, row, one, _How.ALIKE, at)


def live_apart(workspace_id: int, ends: Iterable[int], at: datetime) -> None:
    """That is taken back: who joined by it is no member, as if they had never been."""
    rows = GroupMember.objects.filter(workspace_id=workspace_id, customer__in=list(ends))
    mine = rows.filter(joined_at=at, how=_How.ALIKE)
    groups = set(mine.values_list("group", flat=True))
    mine.delete()
    empty = Group.objects.filter(workspace_id=workspace_id, id__in=groups, members=None)
    empty.delete()


def keep_companies(workspace_id: int, companies: Mapping[str, Company]) -> None:
    """Companies that a search found, and who is of them; who has left stays away."""
    now = clock.now()
    for marks in chunks(sorted(companies), _AT_ONCE):
        rows = [(workspace_id, "company", companies[m].name, m, now, "") for m in marks]
        columns = ["workspace", "kind", "name", "mark", "created_at", "created_by"]
        insert_new(Group, columns, rows)
        known = Group.objects.filter(workspace_id=workspace_id, mark__in=marks)
        members = [
            (workspace_id, number, "company", customer, companies[mark].how, now, "", "")
            for number, mark in known.values_list("id", "mark")
            if mark
            for customer in companies[mark].customers
        ]
        for part in chunks(members, _AT_ONCE):
            insert_new(GroupMember, _COLUMNS, part)


def _join(actor: Actor, group: Group, customer: int, how: str, at: datetime) -> None:
    workspace_id = actor.workspace_id
    mine = records_of(workspace_id, customer)
    rows = GroupMember.objects.filter(workspace_id=workspace_id, customer__in=mine)
    there = rows.filter(kind=group.kind, left_at=None).first()
    if there is not None:
        if there.group_id == group.pk:
            raise Conflict("They are in this group", code="member_already")
        raise Conflict("They are in another group of this kind", code="member_elsewhere")
    if group.members.filter(left_at=None).count() >= MOST_MEMBERS:
        raise Conflict(
            f"A group has at most {MOST_MEMBERS} members by hand",
            code="group_is_full",
            most=MOST_MEMBERS,
        )
    GroupMember.objects.update_or_create(
        workspace_id=workspace_id,
        group=group,
        customer=mine[0],
        defaults={
            "kind": group.kind,
            "how": how,
            "joined_at": at,
            "joined_by": actor.label[:120],
            "left_at": None,
            "left_by": "",
        },
    )


def _home(workspace_id: int, records: Sequence[int]) -> int | None:
    rows = GroupMember.objects.filter(
        workspace_id=workspace_id, customer__in=records, kind=Group.Kind.HOUSEHOLD, left_at=None
    )
    return rows.values_list("group", flat=True).first()


def _new(actor: Actor, kind: str, name: str) -> Group:
    return Group.objects.create(
        workspace_id=actor.workspace_id,
        kind=kind,
        name=name[:120],
        created_at=clock.now(),
        created_by=actor.label[:120],
    )


def _group(workspace_id: int, number: int) -> Group:
    row = Group.objects.filter(workspace_id=workspace_id, pk=number).first()
    if row is None:
        raise NotFound("No such group")
    return row
