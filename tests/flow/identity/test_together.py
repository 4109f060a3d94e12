"""Households and companies: found, made by hand, left, joined again; nobody is merged by them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huike.base.access.models import AuditEntry, Workspace
from huike.base.access.rules import Actor
from huike.base.kernel.errors import Conflict, HuikeError, Invalid, NotFound
from huike.flow.identity import facade
from huike.flow.identity.facade import PeopleBatch
from huike.flow.identity.models import Group, GroupMember
from huike.flow.identity.rules import company
from tests.flow.identity.test_alike import AGAIN, HUSBAND, LI, OTHER, look, put, shown

pytestmark = pytest.mark.django_db


def members(workspace: Workspace, group: int) -> list[int]:
    told = facade.group_of(workspace.pk, group)
    there = [one.customer_id for one in told.shown if one.left_at is None]
    assert told.members == len(there)
    return there


def staff_of(workspace: Workspace, *emails: str, **more: list[dict[str, str]]) -> list[int]:
    batch = PeopleBatch(shop_id=1, source="import:1", email=list(emails), **more)
    return [int(one) for one in facade.resolve(workspace.pk, batch)]


def test_a_suggested_home_is_confirmed_and_taken_back(workspace: Workspace, owner: Actor) -> None:
    one, husband, _ = put(workspace, LI, HUSBAND, OTHER)
    look(workspace)
    (found,) = facade.suggested(workspace.pk, what="household").items
    facade.confirm_alike(owner, found.id)
    (home,) = facade.groups_of_customer(workspace.pk, one)
    assert (home.kind, members(workspace, home.id)) == ("household", [one, husband])
    assert [member.how for member in home.shown] == ["alike", "alike"]
    assert facade.shown_as(workspace.pk, [one, husband]) == [one, husband]
    facade.reopen_alike(owner, found.id)
    assert facade.groups_of_customer(workspace.pk, one) == []
    assert not Group.objects.exists()
    assert shown(workspace, what="household") == [(one, husband)]
    facade.dismiss_alike(owner, found.id)
    look(workspace)
    assert shown(workspace, what="household") == []


def test_made_by_hand_left_and_joined_again(
    workspace: Workspace, other_workspace: Workspace, owner: Actor
) -> None:
    one, two, three = put(workspace, LI, HUSBAND, OTHER)
    (theirs,) = put(other_workspace, LI)
    home = facade.make_group(owner, "household", "", [one, two])
    assert members(workspace, home) == [one, two]
    for customer, code in ((one, "member_already"),):
        with pytest.raises(Conflict) as refused:
            facade.join_group(owner, home, customer)
        assert refused.value.code == code
    second = facade.make_group(owner, "household", "", [three])
    with pytest.raises(Conflict) as refused:
        facade.join_group(owner, second, one)
    assert refused.value.code == "member_elsewhere"
    facade.leave_group(owner, home, two)
    assert members(workspace, home) == [one]
    (left,) = [each for each in facade.group_of(workspace.pk, home).shown if each.left_at]
    assert (left.customer_id, left.left_by) == (two, owner.label)
    facade.join_group(owner, home, two)
    assert members(workspace, home) == [one, two]
    for act in (facade.join_group, facade.leave_group):
        with pytest.raises(NotFound):
            act(owner, home, theirs)
    with pytest.raises(NotFound):
        facade.group_of(other_workspace.pk, home)
    with pytest.raises(Invalid):
        facade.make_group(owner, "company", " ", [one])
    assert members(workspace, home) == [one, two]
    actions = AuditEntry.objects.filter(action__startswith="group.").order_by("id")
    assert [row.action for row in actions] == [
        "group.created", "group.created", "group.left", "group.joined",
    ]  # fmt: skip


def test_companies_are_known_by_their_mailboxes_or_by_what_was_said(
    workspace: Workspace, owner: Actor
) -> None:
    a, b, _ = staff_of(workspace, "li@acme.cn", "wang@acme.cn", "zhao@lonely.cn")
    staff_of(workspace, "x1@qq.com", "x2@qq.com", "y1@gmail.com", "y2@gmail.com")
    c, d = staff_of(workspace, "c@163.com", "d@beta.cn", attributes=[{"company": "贝塔 公司"}] * 2)
    look(workspace)
    found = {one.name: one for one in facade.groups_page(workspace.pk).items}
    assert set(found) == {"acme.cn", "贝塔 公司"}
    assert members(workspace, found["acme.cn"].id) == [a, b]
    assert [one.how for one in found["贝塔 公司"].shown] == ["company", "company"]
    assert members(workspace, found["贝塔 公司"].id) == [c, d]
    facade.leave_group(owner, found["acme.cn"].id, b)
    (new,) = staff_of(workspace, "sun@acme.cn")
    look(workspace)
    assert members(workspace, found["acme.cn"].id) == [a, new]  # who left stays away
    names = [one.name for one in facade.groups_page(workspace.pk, "company", "acme").items]
    assert names == ["acme.cn"]


def test_a_member_who_is_merged_counts_once_and_who_is_erased_is_gone(
    workspace: Workspace, owner: Actor
) -> None:
    one, again, husband = put(workspace, LI, AGAIN, HUSBAND)
    home = facade.make_group(owner, "household", "", [one, again, husband])
    facade.merge(owner, one, again)
    assert members(workspace, home) == [one, husband]
    facade.separate(owner, again)
    assert members(workspace, home) == [one, again, husband]
    facade.erase(owner, husband)
    assert members(workspace, home) == [one, again]
    assert not GroupMember.objects.filter(customer=husband).exists()


@pytest.mark.parametrize(
    ("emails", "attributes", "expected"),
    [
        (["a@Acme.CN"], {}, ("domain:acme.cn", "acme.cn", "domain")),
        (["a@qq.com", "b@acme.cn"], {}, ("domain:acme.cn", "acme.cn", "domain")),
        (["a@acme.cn"], {"company": " Beta Ltd. "}, ("company:betaltd", "Beta Ltd.", "company")),
        (["a@gmail.com"], {}, None),
        ([], {"company": "..."}, None),
    ],
)
def test_whose_company(
    emails: list[str], attributes: dict[str, str], expected: tuple[str, str, str] | None
) -> None:
    assert company.of(emails, attributes) == expected


@given(st.lists(st.tuples(st.sampled_from(["make", "join", "leave", "merge", "separate"]),
                          st.integers(0, 3), st.integers(0, 2)), max_size=14))  # fmt: skip
@settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=30,
)
def test_whatever_is_done_somebody_is_in_one_home_at_a_time(
    workspace: Workspace, owner: Actor, steps: list[tuple[str, int, int]]
) -> None:
    GroupMember.objects.all().delete()
    Group.objects.all().delete()
    ids = put(workspace, LI, AGAIN, HUSBAND, OTHER)
    for one in ids:
        if len(facade.records(workspace.pk, one)) > 1:
            facade.separate(owner, one)
    homes: list[int] = []
    for act, who, which in steps:
        try:
            if act == "make":
                homes.append(facade.make_group(owner, "household", "", [ids[who]]))
            elif act == "merge":
                facade.merge(owner, ids[who], ids[which])
            elif act == "separate":
                facade.separate(owner, ids[who])
            elif homes:
                home = homes[which % len(homes)]
                (facade.join_group if act == "join" else facade.leave_group)(owner, home, ids[who])
        except HuikeError:
            continue
    rows = GroupMember.objects.filter(left_at=None).values_list("customer", flat=True)
    assert len(rows) == len(set(rows))
    for home in homes:
        members(workspace, home)
