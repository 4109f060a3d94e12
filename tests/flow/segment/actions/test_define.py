"""Saying what a segment is: versions, names, neighbours, scopes."""

from collections.abc import Callable
from typing import Any

import pytest

from huike.base.access.models import AuditEntry, Workspace
from huike.base.access.rules import Actor, Scope
from huike.base.jobs.facade import drain
from huike.base.jobs.models import Job
from huike.base.kernel.errors import Conflict, HuikeError, Invalid, NotFound
from huike.flow.segment.actions import define
from huike.flow.segment.actions.define import Draft
from huike.flow.segment.models import Evaluation, Segment, SegmentVersion
from huike.flow.segment.queries import segments as queries
from huike.flow.segment.rules import parse
from huike.library.commerce import facade as commerce
from tests.flow.segment.conftest import SPENT

pytestmark = pytest.mark.django_db
Make = Callable[..., Segment]


def member_of(segment_id: int) -> dict[str, Any]:
    return {"kind": "membership", "segment_id": segment_id}


def scoped(actor: Actor, *shops: int) -> Actor:
    return Actor(
        "staff", 5, "scoped", actor.workspace_id, "marketer", Scope(actor.workspace_id, shops)
    )


def refused(kind: type[HuikeError], act: Callable[[], Any]) -> HuikeError:
    with pytest.raises(kind) as caught:
        act()
    return caught.value


def test_a_new_segment_is_version_1_audited_and_its_evaluation_is_asked_for(segment: Make) -> None:
    row = segment(name="  VIP ")

    assert (row.name, row.version, row.kind, row.evaluation) == ("VIP", 1, "dynamic", 0)
    assert row.rule == {"schema": 1, "rule": SPENT}
    assert SegmentVersion.objects.get(segment=row).number == 1
    assert AuditEntry.objects.filter(action="segment.created", target_id=str(row.pk)).count() == 1
    assert Job.objects.get(name="segment.evaluate").args == {"segment_id": row.pk}


def test_a_change_is_a_new_version_and_keeps_the_old_one(segment: Make, owner: Actor) -> None:
    row = segment()
    rule = {**SPENT, "value": 900}

    define.update(owner, row.pk, after=1, rule=parse(rule), folder="Best")

    assert queries.one(owner.scope, row.pk).version == 2
    assert [(v.number, v.rule["rule"]["value"]) for v in queries.versions(owner.scope, row.pk)] == [
        (2, 900),
        (1, 500),
    ]
    drain()
    assert Evaluation.objects.get(segment=row).version == 2


def test_another_name_alone_asks_for_no_evaluation(segment: Make, owner: Actor) -> None:
    row = segment()
    drain()
    row = define.update(owner, row.pk, after=1, name="Very important")

    assert (row.name, row.version) == ("Very important", 2)
    assert Job.objects.filter(name="segment.evaluate", state="waiting").count() == 0


def test_saving_over_somebody_elses_version_is_a_conflict(segment: Make, owner: Actor) -> None:
    row = segment()
    define.update(owner, row.pk, after=1, name="Mine")

    error = refused(Conflict, lambda: define.update(owner, row.pk, after=1, name="Late"))

    assert (error.code, error.params) == ("segment_changed", {"version": 2})
    assert queries.one(owner.scope, row.pk).name == "Mine"
    assert SegmentVersion.objects.count() == 2


def test_a_name_is_taken_once_among_those_in_use(segment: Make, owner: Actor) -> None:
    first = segment()

    error = refused(Conflict, segment)
    assert error.code == "segment_name_taken"
    assert Segment.objects.count() == 1

    define.archive(owner, first.pk)
    segment()
    assert refused(Conflict, lambda: define.restore(owner, first.pk)).code == "segment_name_taken"


@pytest.mark.parametrize("name", ["", "  ", "x" * 121])
def test_a_name_has_1_to_120_letters(segment: Make, name: str) -> None:
    assert refused(Invalid, lambda: segment(name=name)).where == "name"
    assert Segment.objects.count() == 0


def test_a_segment_has_a_rule_or_a_list_but_not_both(owner: Actor) -> None:
    both = Draft(name="x", rule=parse(SPENT), customer_ids=[1])
    for draft in (both, Draft(name="x")):
        error = refused(Invalid, lambda draft=draft: define.create(owner, draft))  # type: ignore[misc]
        assert error.code == "rule_or_list"


def test_a_list_keeps_its_ids_once_each_and_a_change_of_name_keeps_the_list(owner: Actor) -> None:
    row = define.create(owner, Draft(name="Guests", customer_ids=[9, 3, 3, 7]))
    assert queries.listed(row).tolist() == [3, 7, 9]

    row = define.update(owner, row.pk, after=1, name="Friends")
    assert (row.kind, queries.listed(row).tolist()) == ("static", [3, 7, 9])

    row = define.update(owner, row.pk, after=2, customer_ids=[4])
    assert queries.listed(row).tolist() == [4]


@pytest.mark.parametrize("bad", [0, -1, 2**32])
def test_a_list_refuses_what_is_no_customer(owner: Actor, bad: int) -> None:
    error = refused(Invalid, lambda: define.create(owner, Draft(name="x", customer_ids=[1, bad])))
    assert error.code == "bad_customer_id"


def test_a_rule_may_not_lead_back_to_its_own_segment(segment: Make, owner: Actor) -> None:
    first = segment(name="A")
    second = segment(member_of(first.pk), name="B")
    third = segment({"kind": "not", "rule": member_of(second.pk)}, name="C")

    rule = parse({"kind": "any", "rules": [SPENT, member_of(third.pk)]})
    error = refused(Invalid, lambda: define.update(owner, first.pk, after=1, rule=rule))

    assert error.code == "segment_circle"
    assert error.detail == "The rule leads back to its own segment: A → C → B → A"
    assert error.where == "rules[1].segment_id"
    assert queries.one(owner.scope, first.pk).version == 1


def test_a_rule_may_not_name_itself(segment: Make, owner: Actor) -> None:
    row = segment()
    itself = parse(member_of(row.pk))
    error = refused(Invalid, lambda: define.update(owner, row.pk, after=1, rule=itself))
    assert error.code == "segment_circle"


def test_a_rule_that_names_a_deleted_segment_says_so(segment: Make, owner: Actor) -> None:
    gone = segment(name="Gone")
    define.archive(owner, gone.pk)

    rule = {"kind": "all", "rules": [SPENT, member_of(gone.pk)]}
    error = refused(Invalid, lambda: segment(rule, name="New"))

    assert (error.code, error.where) == ("segment_unknown", "rules[1].segment_id")
    assert Segment.objects.count() == 1


def test_a_segment_that_others_rest_on_cannot_be_put_away(segment: Make, owner: Actor) -> None:
    row = segment(name="Base")
    user = segment(member_of(row.pk), name="User")

    error = refused(Conflict, lambda: define.archive(owner, row.pk))
    assert (error.code, error.params) == ("segment_in_use", {"segments": {user.pk: "User"}})

    define.archive(owner, user.pk)
    define.archive(owner, row.pk)
    error = refused(Conflict, lambda: define.restore(owner, user.pk))
    assert (error.code, error.params) == ("segment_needs_others", {"segments": [row.pk]})

    define.restore(owner, row.pk)
    assert define.restore(owner, user.pk).archived_at is None


def test_a_copy_has_the_same_rule_and_a_version_of_its_own(segment: Make, owner: Actor) -> None:
    row = define.update(owner, segment().pk, after=1, folder="Best")
    copy = define.duplicate(owner, row.pk, name="VIP 2")
    assert (copy.rule, copy.folder, copy.version) == (row.rule, "Best", 1)
    assert copy.pk != row.pk


def test_a_copy_of_a_list_holds_the_same_people(owner: Actor) -> None:
    row = define.create(owner, Draft(name="Guests", customer_ids=[9, 3]))
    assert queries.listed(define.duplicate(owner, row.pk, name="More")).tolist() == [3, 9]


def test_another_workspaces_segment_does_not_exist(
    segment: Make, other_workspace: Workspace
) -> None:
    row = segment()
    stranger = Actor("system", 0, "x", other_workspace.pk, "owner", Scope(other_workspace.pk))
    for act in (
        lambda: define.update(stranger, row.pk, after=1, name="x"),
        lambda: define.archive(stranger, row.pk),
        lambda: define.restore(stranger, row.pk),
        lambda: define.duplicate(stranger, row.pk, name="x"),
    ):
        assert refused(NotFound, act).code == "segment_not_found"
    assert queries.one(Scope(row.workspace_id), row.pk).name == "VIP"


def test_a_segment_made_under_a_scope_is_seen_by_those_who_see_all_its_shops(
    segment: Make, owner: Actor
) -> None:
    wide, narrow = segment(name="Wide"), segment(name="Narrow", actor=scoped(owner, 1, 2))

    def seen_by(*shops: int) -> list[str]:
        return sorted(row.name for row in queries.visible(scoped(owner, *shops).scope))

    assert narrow.scope_key == "1,2"
    assert sorted(row.name for row in queries.visible(owner.scope)) == ["Narrow", "Wide"]
    assert seen_by(1, 2, 3) == ["Narrow"]
    assert seen_by(1) == []
    refused(NotFound, lambda: queries.one(scoped(owner, 1).scope, wide.pk))


def test_under_a_scope_a_wider_segment_cannot_be_named(segment: Make, owner: Actor) -> None:
    wide = segment(name="Wide")
    error = refused(
        Invalid, lambda: segment(member_of(wide.pk), name="Peek", actor=scoped(owner, 1))
    )
    assert error.code == "segment_unknown"


def test_a_shop_must_exist_and_be_visible(segment: Make, owner: Actor) -> None:
    shop = commerce.create_shop(owner, name="Flagship")
    rule = {"kind": "shop", "shops": [shop.id]}
    unknown = {"kind": "shop", "shops": [shop.id + 1]}
    segment(rule, name="Mine")

    error = refused(Invalid, lambda: segment(unknown, name="None"))
    assert (error.code, error.where) == ("shop_unknown", "shops[0]")
    other = refused(Invalid, lambda: segment(rule, name="Peek", actor=scoped(owner, shop.id + 1)))
    assert other.code == "shop_unknown"
