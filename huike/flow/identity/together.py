"""Households and companies, and who is in them: reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from huike.base.kernel.errors import NotFound
from huike.base.kernel.paging import Page, decode_cursor, encode_cursor, limit_of
from huike.flow.identity import groups
from huike.flow.identity.models import Group, GroupMember

_MOST = 200


@dataclass(frozen=True)
class Member:
    """A customer of a group, or one who has left it."""

    customer_id: int
    how: str  # staff, alike, domain, company
    joined_at: datetime
    joined_by: str
    left_at: datetime | None
    left_by: str


@dataclass(frozen=True)
class Together:
    """A group; `members` are counted, `shown` are the first of them."""

    id: int
    kind: str
    name: str
    created_at: datetime
    created_by: str
    members: int
    shown: list[Member]


def group(workspace_id: int, number: int) -> Together:
    """One group with its members, those who left last; at most 200 of each."""
    row = Group.objects.filter(workspace_id=workspace_id, pk=number).first()
    if row is None:
        raise NotFound("No such group")
    return _told(workspace_id, [row], _MOST)[0]


def page(
    workspace_id: int, kind: str = "", text: str = "", cursor: str | None = None, limit: int = 50
) -> Page[Together]:
    """Groups that have members, newest first."""
    limit = limit_of(limit)
    rows = Group.objects.filter(workspace_id=workspace_id)
    if kind:
        rows = rows.filter(kind=kind)
    if text.strip():
        rows = rows.filter(name__icontains=text.strip())
    if cursor:
        rows = rows.filter(pk__lt=decode_cursor(cursor, 1)[0])
    counted = rows.annotate(there=Count("members", filter=Q(members__left_at=None)))
    found = list(counted.filter(there__gt=0).order_by("-id")[: limit + 1])
    more = encode_cursor([found[limit - 1].pk]) if len(found) > limit else None
    return Page(_told(workspace_id, found[:limit], 3), more, None)


def of_customer(workspace_id: int, customer_id: int) -> list[Together]:
    """The groups that a customer is in now."""
    mine = groups.records(workspace_id, [customer_id]).get(customer_id, [customer_id])
    rows = GroupMember.objects.filter(workspace_id=workspace_id, customer__in=mine, left_at=None)
    numbers = sorted(set(rows.values_list("group", flat=True)))
    known = Group.objects.filter(workspace_id=workspace_id, id__in=numbers).order_by("kind", "id")
    return _told(workspace_id, list(known), _MOST)


def _told(workspace_id: int, rows: Sequence[Group], most: int) -> list[Together]:
    """Members are shown as the people they are: two records of one count once."""
    told = []
    for row in rows:
        inside = row.members.filter(workspace_id=workspace_id).order_by("id")
        there = list(inside.filter(left_at=None)[:_MOST])
        left = list(inside.exclude(left_at=None)[:_MOST]) if most == _MOST else []
        people = groups.shown_as(workspace_id, [one.customer for one in (*there, *left)])
        found: dict[int, Member] = {}
        for person, one in zip(people, (*there, *left), strict=True):
            found.setdefault(
                person,
                Member(person, one.how, one.joined_at, one.joined_by, one.left_at, one.left_by),
            )
        count = len({one for one, _ in zip(people, there, strict=False)})
        if len(there) == _MOST:
            count = inside.filter(left_at=None).count()
        told.append(
            Together(
                row.pk, row.kind, row.name, row.created_at, row.created_by, count,
                list(found.values())[:most] if most < _MOST else list(found.values()),
            )
        )  # fmt: skip
    return told
