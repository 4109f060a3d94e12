"""Reads of access: who is this, and what may they see."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from huike.base.access.models import ApiToken, AuditEntry, Membership, Staff, Workspace
from huike.base.access.rules import Actor, Scope, merge_shops
from huike.base.kernel import clock, crypto
from huike.base.kernel.errors import NotFound
from huike.base.kernel.paging import Page, decode_cursor, encode_cursor, limit_of


@dataclass(frozen=True)
class WorkspaceInfo:
    """What other rooms need to know of a workspace."""

    id: int
    name: str
    slug: str
    timezone: str
    currency: str


def workspace(workspace_id: int) -> WorkspaceInfo:
    """The workspace of this id."""
    row = Workspace.objects.filter(pk=workspace_id).first()
    if row is None:
        raise NotFound("No such workspace")
    return _info(row)


def workspace_by_name(name: str) -> WorkspaceInfo:
    """The workspace of this name or slug."""
    row = Workspace.objects.filter(Q(name=name) | Q(slug=name)).first()
    if row is None:
        raise NotFound(f"No workspace named {name!r}", mend="List them with `huike workspace list`")
    return _info(row)


def staff_by_email(email: str) -> Staff:
    """The member of staff with this e-mail address."""
    staff = Staff.objects.filter(email=email.lower()).first()
    if staff is None:
        raise NotFound(f"Nobody here signs in as {email!r}")
    return staff


def all_workspaces() -> list[WorkspaceInfo]:
    """Every workspace, for jobs that visit each of them."""
    return [_info(row) for row in Workspace.objects.order_by("id")]


def actor_of_token(text: str) -> Actor | None:
    """Who a bearer token stands for; None when it is unknown, revoked or past its end."""
    now = clock.now()
    token = (
        ApiToken.objects.filter(digest=crypto.digest(text), revoked_at=None)
        .filter(Q(expires_at=None) | Q(expires_at__gt=now))
        .first()
    )
    if token is None:
        return None
    if token.last_used_at is None or (now - token.last_used_at).total_seconds() > 60:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    scope = Scope(token.workspace_id, merge_shops(token.shop_ids, []))
    return Actor("token", token.pk, token.name, token.workspace_id, token.role, scope)


def actor_of_staff(staff: Staff, workspace_id: int | None) -> Actor | None:
    """This person in the workspace they named, or in their first one."""
    members = Membership.objects.filter(staff=staff).prefetch_related("teams")
    if workspace_id is not None:
        members = members.filter(workspace_id=workspace_id)
    member = members.order_by("workspace_id").first()
    if member is None or not staff.is_active:
        return None
    teams = list(member.teams.all())
    shops = merge_shops(member.shop_ids, [team.shop_ids for team in teams])
    return Actor(
        "staff",
        staff.pk,
        staff.name or staff.email,
        member.workspace_id,
        member.role,
        Scope(member.workspace_id, shops),
        tuple(team.pk for team in teams),
    )


def memberships(staff: Staff) -> list[Membership]:
    """All workspaces of a person, with their role in each."""
    return list(
        Membership.objects.filter(staff=staff).select_related("workspace").order_by("workspace_id")
    )


def members(workspace_id: int) -> list[Membership]:
    """The staff of a workspace."""
    return list(
        Membership.objects.filter(workspace_id=workspace_id)
        .select_related("staff")
        .prefetch_related("teams")
        .order_by("staff__email")
    )


def staff_names(workspace_id: int) -> dict[int, str]:
    """What the staff of a workspace are called, in the order of the names."""
    found = {one.staff_id: one.staff.name or one.staff.email for one in members(workspace_id)}
    return dict(sorted(found.items(), key=lambda one: one[1]))


def tokens(workspace_id: int) -> list[ApiToken]:
    """The tokens of a workspace, newest first."""
    return list(ApiToken.objects.filter(workspace_id=workspace_id).order_by("-id"))


def audit_page(
    workspace_id: int, filters: dict[str, Any], cursor: str | None, limit: int
) -> Page[AuditEntry]:
    """One page of the audit, newest first."""
    rows = AuditEntry.objects.filter(workspace_id=workspace_id, **filters)
    total = rows.count()
    if cursor:
        rows = rows.filter(id__lt=decode_cursor(cursor, 1)[0])
    found = list(rows.order_by("-id")[: limit_of(limit) + 1])
    more = encode_cursor([found[limit - 1].pk]) if len(found) > limit else None
    return Page(found[:limit], more, total)


def _info(row: Workspace) -> WorkspaceInfo:
    return WorkspaceInfo(row.pk, row.name, row.slug, row.timezone, row.currency)
