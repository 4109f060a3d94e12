"""Acts on workspaces, staff and tokens: one act, one transaction, its audit inside."""

import secrets
from datetime import datetime, timedelta
from zoneinfo import available_timezones

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from huike.base.access.audit import audit
from huike.base.access.models import ApiToken, Membership, OneTimeLogin, Staff, Team, Workspace
from huike.base.access.rules import GRANTS, ROLES, Actor, system_actor
from huike.base.kernel import clock, crypto
from huike.base.kernel.errors import Conflict, Forbidden, Invalid, NotFound


def create_workspace(*, name: str, timezone: str, currency: str) -> Workspace:
    """A new workspace; its zone and currency are asked for, never guessed."""
    _check_place(timezone, currency)
    slug = slugify(name) or f"w-{secrets.token_hex(4)}"
    try:
        with transaction.atomic():
            workspace = Workspace.objects.create(
                name=name, slug=slug, timezone=timezone, currency=currency
            )
            audit(system_actor(workspace.pk), "workspace.created", target_kind="workspace")
    except IntegrityError:
        raise Conflict(f"A workspace named {name!r} exists", code="name_taken") from None
    return workspace


def change_workspace(actor: Actor, **changes: str) -> Workspace:
    """Rename a workspace or move it to another zone; the currency stays once facts have landed."""
    with transaction.atomic():
        workspace = Workspace.objects.select_for_update().get(pk=actor.workspace_id)
        _check_place(changes.get("timezone", workspace.timezone), workspace.currency)
        for field, value in changes.items():
            setattr(workspace, field, value)
        workspace.save(update_fields=list(changes))
        audit(actor, "workspace.changed", target_kind="workspace", fields=sorted(changes))
    return workspace


def set_notices(workspace_id: int, notices: list[dict[str, object]]) -> None:
    """The banners every member of a workspace sees."""
    Workspace.objects.filter(pk=workspace_id).update(notices=notices)


def add_staff(
    actor: Actor,
    *,
    email: str,
    name: str,
    role: str,
    password: str | None,
    shop_ids: list[int] | None = None,
    team_ids: list[int] | None = None,
) -> Membership:
    """Add a person to the workspace; one who works in another already keeps their password."""
    _check_grant(actor, role)
    with transaction.atomic():
        staff = Staff.objects.filter(email=email.lower()).first()
        if staff is None:
            _check_password(password)
            staff = Staff.objects.create_user(email, password, name=name)
        member, is_new = Membership.objects.get_or_create(
            workspace_id=actor.workspace_id,
            staff=staff,
            defaults={"role": role, "shop_ids": shop_ids},
        )
        if not is_new:
            raise Conflict("This person is in the workspace already", code="already_member")
        member.teams.set(_teams(actor, team_ids or []))
        audit(actor, "staff.added", target_kind="staff", target_id=staff.pk, fields=["role"])
    return member


def change_member(actor: Actor, *, staff_id: int, changes: dict[str, object]) -> Membership:
    """Change role, shops or teams of a member; nobody changes their own role."""
    with transaction.atomic():
        member = _member(actor, staff_id)
        _check_grant(actor, member.role)
        if "role" in changes:
            _check_grant(actor, str(changes["role"]))
            _keep_an_owner(actor, member)
        if actor.kind == "staff" and actor.id == staff_id:
            raise Forbidden("Nobody changes their own rights", code="own_rights")
        team_ids = changes.pop("team_ids", None)
        if isinstance(team_ids, list):
            member.teams.set(_teams(actor, team_ids))
        for field, value in changes.items():
            setattr(member, field, value)
        member.save()
        audit(
            actor, "staff.changed", target_kind="staff", target_id=staff_id, fields=sorted(changes)
        )
    return member


def remove_member(actor: Actor, *, staff_id: int) -> None:
    """Take a person out of the workspace; what they did stays in the audit."""
    with transaction.atomic():
        member = _member(actor, staff_id)
        _check_grant(actor, member.role)
        _keep_an_owner(actor, member)
        member.delete()
        audit(actor, "staff.removed", target_kind="staff", target_id=staff_id)


def create_token(
    actor: Actor,
    *,
    name: str,
    role: str,
    shop_ids: list[int] | None = None,
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """A new token and its text, which is never shown again."""
    _check_grant(actor, role)
    text = f"hk_{secrets.token_urlsafe(32)}"
    if actor.scope.shop_ids is not None:
        allowed = set(actor.scope.shop_ids)
        shop_ids = sorted(allowed if shop_ids is None else allowed & set(shop_ids))
    with transaction.atomic():
        token = ApiToken.objects.create(
            workspace_id=actor.workspace_id,
            name=name,
            digest=crypto.digest(text),
            tail=text[-4:],
            role=role,
            shop_ids=shop_ids,
            created_by=actor.label,
            expires_at=expires_at,
        )
        audit(actor, "token.created", target_kind="token", target_id=token.pk, fields=["role"])
    return token, text


def revoke_token(actor: Actor, *, token_id: int) -> None:
    """End a token at once; revoking it again changes nothing."""
    with transaction.atomic():
        tokens = ApiToken.objects.filter(workspace_id=actor.workspace_id, pk=token_id)
        if not tokens.exists():
            raise NotFound("No such token")
        if tokens.filter(revoked_at=None).update(revoked_at=clock.now()):
            audit(actor, "token.revoked", target_kind="token", target_id=token_id)


def one_time_login(staff: Staff, *, minutes: int = 60) -> str:
    """A secret that signs this person in once."""
    text = secrets.token_urlsafe(24)
    OneTimeLogin.objects.create(
        staff=staff,
        digest=crypto.digest(text),
        expires_at=clock.now() + timedelta(minutes=minutes),
    )
    return text


def use_one_time_login(text: str) -> Staff | None:
    """The person of a secret that is fresh and unused; using it spends it."""
    with transaction.atomic():
        row = (
            OneTimeLogin.objects.select_related("staff")
            .filter(digest=crypto.digest(text), expires_at__gt=clock.now())
            .first()
        )
        if row is None or OneTimeLogin.objects.filter(pk=row.pk).delete()[0] == 0:
            return None
    return row.staff if row.staff.is_active else None


def _check_place(timezone: str, currency: str) -> None:
    if timezone not in available_timezones():
        raise Invalid(
            f"{timezone!r} is not a time zone",
            code="bad_timezone",
            where="timezone",
            mend="Use a name like Asia/Shanghai",
        )
    if not (len(currency) == 3 and currency.isalpha() and currency.isupper()):
        raise Invalid(
            f"{currency!r} is not a currency",
            code="bad_currency",
            where="currency",
            mend="Use an ISO 4217 code like CNY",
        )


def _check_grant(actor: Actor, role: str) -> None:
    if role not in ROLES:
        raise Invalid(f"{role!r} is not a role", code="bad_role", where="role")
    if role not in GRANTS.get(actor.role, frozenset()):
        raise Forbidden(f"A {actor.role} cannot give the role {role}", code="grant_refused")


def _check_password(password: str | None) -> None:
    if password is None:
        return
    try:
        validate_password(password)
    except ValidationError as problem:
        raise Invalid(" ".join(problem.messages), code="weak_password", where="password") from None


def _keep_an_owner(actor: Actor, member: Membership) -> None:
    others = Membership.objects.filter(workspace_id=actor.workspace_id, role="owner").exclude(
        pk=member.pk
    )
    if member.role == "owner" and not others.exists():
        raise Conflict("A workspace keeps at least one owner", code="last_owner")


def _member(actor: Actor, staff_id: int) -> Membership:
    members = Membership.objects.select_for_update()
    member = members.filter(workspace_id=actor.workspace_id, staff_id=staff_id).first()
    if member is None:
        raise NotFound("No such member of staff")
    return member


def _teams(actor: Actor, team_ids: list[int]) -> list[Team]:
    teams = list(Team.objects.filter(workspace_id=actor.workspace_id, pk__in=team_ids))
    if len(teams) != len(set(team_ids)):
        raise NotFound("No such team")
    return teams


def save_team(actor: Actor, team_id: int | None, *, name: str, shop_ids: list[int] | None) -> Team:
    """Make a team, or change it: its shops narrow what its members see."""
    try:
        with transaction.atomic():
            if team_id is None:
                team = Team.objects.create(
                    workspace_id=actor.workspace_id, name=name, shop_ids=shop_ids
                )
            else:
                (team,) = _teams(actor, [team_id])
                team.name, team.shop_ids = name, shop_ids
                team.save()
            audit(actor, "team.saved", target_kind="team", target_id=team.pk, fields=["shop_ids"])
    except IntegrityError:
        raise Conflict(f"A team named {name!r} exists", code="name_taken") from None
    return team


def remove_team(actor: Actor, *, team_id: int) -> None:
    """Dissolve a team; its members keep their own rights."""
    with transaction.atomic():
        (team,) = _teams(actor, [team_id])
        team.delete()
        audit(actor, "team.removed", target_kind="team", target_id=team_id)
