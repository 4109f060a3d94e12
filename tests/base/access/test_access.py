"""Workspaces, roles, tokens, one-time links."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huike.base.access import actions, queries
from huike.base.access.models import ApiToken, AuditEntry, Membership, Staff, Workspace
from huike.base.access.rules import GRANTS, PERMISSIONS, ROLES, Actor, Scope, merge_shops
from huike.base.kernel import clock
from huike.base.kernel.errors import Conflict, Forbidden, Invalid, NotFound

PASSWORD = "a long enough phrase 42"


def _add(owner: Actor, email: str = "lin@example.com", role: str = "marketer") -> Membership:
    return actions.add_staff(owner, email=email, name="Lin", role=role, password=PASSWORD)


def _as(member: Membership) -> Actor:
    actor = queries.actor_of_staff(member.staff, member.workspace_id)
    assert actor is not None
    return actor


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "currency", "code"),
    [("Mars/Base", "CNY", "bad_timezone"), ("Asia/Shanghai", "yuan", "bad_currency")],
)
def test_a_workspace_needs_a_real_zone_and_currency(zone: str, currency: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.create_workspace(name="X", timezone=zone, currency=currency)

    assert refusal.value.code == code
    assert Workspace.objects.count() == 0


def test_unknown_permissions_are_never_allowed() -> None:
    actor = Actor("system", 0, "x", 1, "owner", Scope(1))

    assert actor.can("customers.read")
    assert not actor.can("customers.destroy_all")
    assert all(permissions <= PERMISSIONS for permissions in ROLES.values())


def test_the_matrix_of_roles_is_as_written() -> None:
    may = {p: {role for role, all_of in ROLES.items() if p in all_of} for p in PERMISSIONS}

    assert may["staff.write"] == {"owner", "admin"}
    assert may["tokens.write"] == {"owner", "admin"}
    assert may["channels.write"] == {"owner", "admin"}
    assert may["audit.read"] == {"owner", "admin", "auditor"}
    assert may["broadcasts.send"] == {"owner", "admin", "marketer"}
    assert may["customers.reveal"] == {"owner", "admin", "supervisor", "agent"}
    assert may["imports.write"] == {"owner", "admin", "marketer", "merchandiser"}
    assert may["reports.read"] == set(ROLES) - {"agent"}


@given(
    st.none() | st.lists(st.integers(1, 9)),
    st.lists(st.none() | st.lists(st.integers(1, 9)), max_size=4),
)
def test_shops_of_a_member_are_the_union_of_their_lists(
    own: list[int] | None, teams: list[list[int] | None]
) -> None:
    merged = merge_shops(own, teams)

    lists = [shops for shops in [own, *teams] if shops is not None]
    assert merged == (tuple(sorted(set().union(*lists))) if lists else None)


@pytest.mark.django_db
def test_staff_see_their_workspace_and_no_other(owner: Actor, other_workspace: Workspace) -> None:
    member = _add(owner)

    assert _as(member).role == "marketer"
    assert queries.actor_of_staff(member.staff, other_workspace.pk) is None


@pytest.mark.django_db
def test_a_team_narrows_the_shops(owner: Actor) -> None:
    member = _add(owner)
    team = actions.save_team(owner, None, name="North", shop_ids=[3, 1])
    actions.change_member(owner, staff_id=member.staff_id, changes={"team_ids": [team.pk]})

    actor = _as(Membership.objects.get(pk=member.pk))

    assert actor.scope == Scope(owner.workspace_id, (1, 3))
    assert actor.scope.allows_shop(3)
    assert not actor.scope.allows_shop(2)


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(ROLES))
def test_only_owners_and_admins_grant_and_only_owners_make_owners(owner: Actor, role: str) -> None:
    giver = Actor("staff", 99, "x", owner.workspace_id, role, owner.scope)
    for wanted in sorted(ROLES):
        before = Membership.objects.count()
        if wanted in GRANTS.get(role, frozenset()):
            _add(giver, f"{role}-{wanted}@example.com", wanted)
            assert Membership.objects.count() == before + 1
        else:
            with pytest.raises(Forbidden):
                _add(giver, f"{role}-{wanted}@example.com", wanted)
            assert Membership.objects.count() == before


@pytest.mark.django_db
def test_nobody_changes_their_own_rights_and_the_last_owner_stays(owner: Actor) -> None:
    member = _add(owner, role="owner")

    with pytest.raises(Forbidden):
        actions.change_member(_as(member), staff_id=member.staff_id, changes={"shop_ids": None})
    with pytest.raises(Conflict):
        actions.remove_member(owner, staff_id=member.staff_id)

    assert Membership.objects.get(pk=member.pk).role == "owner"


@pytest.mark.django_db
def test_a_weak_password_is_refused_and_nobody_is_added(owner: Actor) -> None:
    with pytest.raises(Invalid):
        actions.add_staff(owner, email="a@example.com", name="", role="agent", password="12345")

    assert Staff.objects.count() == 0


@pytest.mark.django_db
def test_a_token_is_kept_as_a_digest_and_ends_when_revoked(owner: Actor) -> None:
    token, text = actions.create_token(owner, name="till", role="marketer", shop_ids=[5])

    actor = queries.actor_of_token(text)
    assert actor is not None
    assert (actor.role, actor.scope.shop_ids) == ("marketer", (5,))
    assert text.encode() not in bytes(ApiToken.objects.get(pk=token.pk).digest)

    actions.revoke_token(owner, token_id=token.pk)
    assert queries.actor_of_token(text) is None
    actions.revoke_token(owner, token_id=token.pk)
    assert AuditEntry.objects.filter(action="token.revoked").count() == 1


@pytest.mark.django_db
def test_a_token_past_its_end_is_nobody(owner: Actor) -> None:
    _token, text = actions.create_token(
        owner, name="x", role="agent", expires_at=clock.now() - timedelta(seconds=1)
    )

    assert queries.actor_of_token(text) is None
    assert queries.actor_of_token("hk_wrong") is None


@pytest.mark.django_db
def test_a_token_never_sees_more_shops_than_its_maker(owner: Actor) -> None:
    maker = Actor("staff", 1, "x", owner.workspace_id, "admin", Scope(owner.workspace_id, (1, 2)))

    wide, _text = actions.create_token(maker, name="a", role="agent", shop_ids=None)
    cut, _text = actions.create_token(maker, name="b", role="agent", shop_ids=[2, 3])

    assert (wide.shop_ids, cut.shop_ids) == ([1, 2], [2])


@pytest.mark.django_db
def test_another_workspaces_token_does_not_exist(owner: Actor, other_workspace: Workspace) -> None:
    token, text = actions.create_token(owner, name="x", role="agent")
    stranger = Actor("staff", 1, "x", other_workspace.pk, "owner", Scope(other_workspace.pk))

    with pytest.raises(NotFound):
        actions.revoke_token(stranger, token_id=token.pk)

    assert queries.actor_of_token(text) is not None


@pytest.mark.django_db
def test_a_one_time_link_works_once(owner: Actor) -> None:
    staff = _add(owner).staff
    text = actions.one_time_login(staff)

    assert actions.use_one_time_login(text) == staff
    assert actions.use_one_time_login(text) is None
    assert actions.use_one_time_login(actions.one_time_login(staff, minutes=0)) is None
