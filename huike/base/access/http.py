"""Session, workspace, staff, tokens and audit over HTTP."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Router, Schema, Status

from huike import __version__
from huike.base.access import actions, audit, queries
from huike.base.access.guard import needs, public_route
from huike.base.access.models import Staff, Team, Workspace
from huike.base.access.rules import PERMISSIONS, ROLES, Actor
from huike.base.kernel.errors import NotFound

router = Router(tags=["access"])


class WorkspaceOut(Schema):
    id: int
    name: str
    slug: str
    timezone: str
    currency: str


class WorkspaceOfSession(WorkspaceOut):
    role: str


class StaffOut(Schema):
    id: int
    name: str
    email: str
    language: str


class Notice(Schema):
    code: str
    level: str
    params: dict[str, Any] = {}


class SessionOut(Schema):
    staff: StaffOut | None
    workspaces: list[WorkspaceOfSession]
    workspace_id: int
    role: str
    shop_ids: list[int] | None
    permissions: list[str]
    notices: list[Notice]
    version: str


class SessionIn(Schema):
    name: str | None = None
    language: str | None = None


class WorkspaceIn(Schema):
    name: str | None = None
    timezone: str | None = None


class MemberOut(Schema):
    id: int
    email: str
    name: str
    role: str
    shop_ids: list[int] | None
    team_ids: list[int]
    is_active: bool
    last_login: datetime | None


class MemberIn(Schema):
    email: str
    name: str = ""
    role: str
    password: str | None = None
    shop_ids: list[int] | None = None
    team_ids: list[int] = []


class MemberChange(Schema):
    role: str | None = None
    shop_ids: list[int] | None = None
    team_ids: list[int] | None = None


class TeamOut(Schema):
    id: int
    name: str
    shop_ids: list[int] | None


class TeamIn(Schema):
    name: str
    shop_ids: list[int] | None = None


class TokenOut(Schema):
    id: int
    name: str
    tail: str
    role: str
    shop_ids: list[int] | None
    created_by: str
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None


class TokenIn(Schema):
    name: str
    role: str
    shop_ids: list[int] | None = None
    expires_at: datetime | None = None


class TokenMade(TokenOut):
    token: str


class AuditOut(Schema):
    id: int
    at: datetime
    actor_kind: str
    actor_id: int
    actor_label: str
    action: str
    target_kind: str
    target_id: str
    fields: list[str]
    count: int | None


class AuditPage(Schema):
    items: list[AuditOut]
    next_cursor: str | None
    total: int | None


class VerdictOut(Schema):
    is_whole: bool
    entries: int
    seals: int
    broken_at: int | None
    reason: str


def actor_of(request: HttpRequest) -> Actor:
    """Who calls."""
    found: Actor = request.auth  # type: ignore[attr-defined]
    return found


@router.get("/session", response=SessionOut, operation_id="getSession")
@public_route
def get_session(request: HttpRequest) -> Any:
    """Who is signed in, where they may work and what they may do."""
    get_token(request)  # the console sends this cookie back with every write
    actor = actor_of(request)
    staff = request.user if actor.kind == "staff" else None
    places: list[dict[str, Any]] = []
    if isinstance(staff, Staff):
        for member in queries.memberships(staff):
            places.append({**member.workspace.__dict__, "role": member.role})
    else:
        places.append({**queries.workspace(actor.workspace_id).__dict__, "role": actor.role})
    shops = actor.scope.shop_ids
    return {
        "staff": staff,
        "workspaces": places,
        "workspace_id": actor.workspace_id,
        "role": actor.role,
        "shop_ids": None if shops is None else list(shops),
        "permissions": sorted(ROLES[actor.role] & PERMISSIONS),
        "notices": Workspace.objects.get(pk=actor.workspace_id).notices,
        "version": __version__,
    }


@router.patch("/session", response=StaffOut, operation_id="changeSession")
@public_route
def change_session(request: HttpRequest, body: SessionIn) -> Any:
    """Own name and language."""
    if not isinstance(request.user, Staff):
        raise NotFound("A token has no person behind it")
    for field, value in body.dict(exclude_none=True).items():
        setattr(request.user, field, value)
    request.user.save()
    return request.user


@router.get("/workspace", response=WorkspaceOut, operation_id="getWorkspace")
@needs("workspace.read")
def get_workspace(request: HttpRequest) -> Any:
    return queries.workspace(actor_of(request).workspace_id)


@router.patch("/workspace", response=WorkspaceOut, operation_id="changeWorkspace")
@needs("workspace.write")
def change_workspace(request: HttpRequest, body: WorkspaceIn) -> Any:
    return actions.change_workspace(actor_of(request), **body.dict(exclude_none=True))


def _member(member: Any) -> dict[str, Any]:
    staff = member.staff
    return {
        "id": staff.pk,
        "email": staff.email,
        "name": staff.name,
        "role": member.role,
        "shop_ids": member.shop_ids,
        "team_ids": [team.pk for team in member.teams.all()],
        "is_active": staff.is_active,
        "last_login": staff.last_login,
    }


@router.get("/staff", response=list[MemberOut], operation_id="listStaff")
@needs("staff.read")
def list_staff(request: HttpRequest) -> Any:
    return [_member(member) for member in queries.members(actor_of(request).workspace_id)]


@router.post("/staff", response={201: MemberOut}, operation_id="addStaff")
@needs("staff.write")
def add_staff(request: HttpRequest, body: MemberIn) -> Any:
    return Status(201, _member(actions.add_staff(actor_of(request), **body.dict())))


@router.patch("/staff/{staff_id}", response=MemberOut, operation_id="changeStaff")
@needs("staff.write")
def change_staff(request: HttpRequest, staff_id: int, body: MemberChange) -> Any:
    changes = body.dict(exclude_unset=True)
    return _member(actions.change_member(actor_of(request), staff_id=staff_id, changes=changes))


@router.delete("/staff/{staff_id}", response={204: None}, operation_id="removeStaff")
@needs("staff.write")
def remove_staff(request: HttpRequest, staff_id: int) -> Any:
    actions.remove_member(actor_of(request), staff_id=staff_id)
    return Status(204, None)


@router.get("/teams", response=list[TeamOut], operation_id="listTeams")
@needs("staff.read")
def list_teams(request: HttpRequest) -> Any:
    return list(Team.objects.filter(workspace_id=actor_of(request).workspace_id).order_by("name"))


@router.post("/teams", response={201: TeamOut}, operation_id="createTeam")
@needs("staff.write")
def create_team(request: HttpRequest, body: TeamIn) -> Any:
    return Status(201, actions.save_team(actor_of(request), None, **body.dict()))


@router.patch("/teams/{team_id}", response=TeamOut, operation_id="changeTeam")
@needs("staff.write")
def change_team(request: HttpRequest, team_id: int, body: TeamIn) -> Any:
    return actions.save_team(actor_of(request), team_id, **body.dict())


@router.delete("/teams/{team_id}", response={204: None}, operation_id="removeTeam")
@needs("staff.write")
def remove_team(request: HttpRequest, team_id: int) -> Any:
    actions.remove_team(actor_of(request), team_id=team_id)
    return Status(204, None)


@router.get("/tokens", response=list[TokenOut], operation_id="listTokens")
@needs("tokens.read")
def list_tokens(request: HttpRequest) -> Any:
    return queries.tokens(actor_of(request).workspace_id)


@router.post("/tokens", response={201: TokenMade}, operation_id="createToken")
@needs("tokens.write")
def create_token(request: HttpRequest, body: TokenIn) -> Any:
    token, text = actions.create_token(actor_of(request), **body.dict())
    return Status(201, {**TokenOut.from_orm(token).dict(), "token": text})


@router.delete("/tokens/{token_id}", response={204: None}, operation_id="revokeToken")
@needs("tokens.write")
def revoke_token(request: HttpRequest, token_id: int) -> Any:
    actions.revoke_token(actor_of(request), token_id=token_id)
    return Status(204, None)


@router.get("/audit", response=AuditPage, operation_id="listAudit")
@needs("audit.read")
def list_audit(
    request: HttpRequest,
    action: str = "",
    actor: str = "",
    target_kind: str = "",
    target_id: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    cursor: str = "",
    limit: int = 50,
) -> Any:
    wanted = {
        "action": action,
        "actor_label__icontains": actor,
        "target_kind": target_kind,
        "target_id": target_id,
        "at__gte": since,
        "at__lt": until,
    }
    filters = {name: value for name, value in wanted.items() if value}
    return queries.audit_page(actor_of(request).workspace_id, filters, cursor or None, limit)


@router.post("/audit/verify", response=VerdictOut, operation_id="verifyAudit")
@needs("audit.read")
def verify_audit(request: HttpRequest) -> Any:
    workspace_id = actor_of(request).workspace_id
    audit.seal(workspace_id)
    return audit.verify(workspace_id)
