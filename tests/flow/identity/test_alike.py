"""Customers who look alike are found, scored and decided by a person; nothing merges by itself."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huike.base.access.models import AuditEntry, Workspace
from huike.base.access.rules import Actor
from huike.base.jobs.facade import cancel, info, run_now
from huike.base.kernel.errors import Conflict, NotFound
from huike.flow.identity import facade
from huike.flow.identity.actions import likeness
from huike.flow.identity.facade import PeopleBatch
from huike.flow.identity.models import Apart, Customer, Identifier, Likeness, Match, Survivor
from huike.flow.identity.rules import misspelling
from huike.flow.identity.rules.misspelling import Written
from tests.support.people import people

pytestmark = pytest.mark.django_db

HOME = "浙江省杭州市西湖区文三路478号3幢201室"
LI = Written("李思雨", HOME, "杭州", "lisiyu88@qq.com", "13812345678", "1990-01-02")
AGAIN = Written("李思雨", "杭州市西湖区文三路478-3-201", "杭州", "lisiyu88@163.com", "")
HUSBAND = Written("李国强", HOME, "杭州", "lgq@qq.com", "13911112222")
OTHER = Written("王小明", "上海市徐汇区漕溪北路1号2室", "上海", "wxm@qq.com", "13711112222")


def put(workspace: Workspace, *written: Written, mark: str = "u") -> list[int]:
    """These people, each a customer of their own."""
    told = [{"address": p.address, "city": p.city, "birthday": p.birthday} for p in written]
    batch = PeopleBatch(
        shop_id=1,
        source="import:1",
        user_id=[f"{mark}{at}" for at in range(len(written))],
        email=[one.email for one in written],
        phone=[one.phone for one in written],
        name=[one.name for one in written],
        attributes=[{key: text for key, text in one.items() if text} for one in told],
    )
    return [int(one) for one in facade.resolve(workspace.pk, batch)]


def look(workspace: Workspace) -> dict[str, Any]:
    done = run_now(facade.start_looking(workspace.pk), workspace_id=workspace.pk)
    assert done.state == "done", done.error
    return dict(done.result or {})


def shown(workspace: Workspace, **asked: Any) -> list[tuple[int, int]]:
    found = facade.suggested(workspace.pk, **asked).items
    return [(one.customer_id, one.other_id) for one in found]


def test_a_person_written_twice_is_suggested_with_its_reasons_and_a_home_apart(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    one, again, husband, _ = put(workspace, LI, AGAIN, HUSBAND, OTHER)
    put(other_workspace, LI)
    assert look(workspace) == {"customers": 4, "compared": 3, "suggested": 1}
    (found,) = facade.suggested(workspace.pk).items
    assert (found.customer_id, found.other_id, found.what) == (one, again, "person")
    assert [why[:2] for why in found.reasons] == [
        ["name", "same"], ["address", "near"], ["email", "near"],
    ]  # fmt: skip
    assert found.score > 0.99
    assert shown(workspace, what="household") == [(one, husband), (again, husband)]
    assert shown(other_workspace) == []
    assert facade.shown_as(workspace.pk, [one, again]) == [one, again]  # a person decides
    assert "李" not in str(list(Likeness.objects.values_list("reasons", flat=True)))


def test_confirmed_it_is_one_person_who_says_why_and_it_can_be_taken_back(
    workspace: Workspace, owner: Actor
) -> None:
    one, again, *_ = put(workspace, LI, AGAIN, OTHER)
    before = facade.record_cards(workspace.pk, [one, again], masked=False)
    look(workspace)
    (found,) = facade.suggested(workspace.pk).items
    assert facade.confirm_alike(owner, found.id) == one
    assert facade.records(workspace.pk, again) == [one, again]
    (said,) = facade.confirmed_between(workspace.pk, [one, again]).values()
    assert (said.decided_by, said.state) == (owner.label, "confirmed")
    assert shown(workspace) == []
    look(workspace)
    assert shown(workspace, state="confirmed") == [(one, again)]
    with pytest.raises(Conflict) as refused:
        facade.confirm_alike(owner, found.id)
    assert refused.value.code == "suggestion_decided"
    facade.reopen_alike(owner, found.id)
    assert facade.record_cards(workspace.pk, [one, again], masked=False) == before
    assert facade.shown_as(workspace.pk, [one, again]) == [one, again]
    assert shown(workspace) == [(one, again)]
    assert not Match.objects.exists()
    with pytest.raises(Conflict) as refused:
        facade.reopen_alike(owner, found.id)
    assert refused.value.code == "suggestion_is_open"
    actions = AuditEntry.objects.filter(action__startswith="customer.suggestion")
    assert [row.action for row in actions.order_by("id")] == [
        "customer.suggestion_confirmed",
        "customer.suggestion_reopened",
    ]


def test_dismissed_it_is_never_suggested_again_until_that_is_taken_back(
    workspace: Workspace, owner: Actor
) -> None:
    one, again = put(workspace, LI, AGAIN)
    look(workspace)
    (found,) = facade.suggested(workspace.pk).items
    facade.dismiss_alike(owner, found.id)
    look(workspace)
    assert shown(workspace) == []
    put(workspace, Written("李思雨", email=LI.email, phone="13699998888"), mark="v")
    put(workspace, Written("李思雨", email=AGAIN.email, phone="13699998888"), mark="w")
    assert facade.shown_as(workspace.pk, [one, again]) == [one, again]
    facade.reopen_alike(owner, found.id)
    assert not Apart.objects.exists()
    with pytest.raises(NotFound):
        facade.dismiss_alike(owner, found.id + 1000)


def test_separated_since_it_is_not_taken_back_and_not_suggested(
    workspace: Workspace, owner: Actor
) -> None:
    one, again = put(workspace, LI, AGAIN)
    look(workspace)
    (found,) = facade.suggested(workspace.pk).items
    facade.confirm_alike(owner, found.id)
    facade.separate(owner, again)
    with pytest.raises(Conflict) as refused:
        facade.reopen_alike(owner, found.id)
    assert refused.value.code == "suggestion_overtaken"
    look(workspace)
    assert shown(workspace) == []
    assert facade.shown_as(workspace.pk, [one, again]) == [one, again]


def test_of_another_workspace_nothing_is_decided_and_of_who_is_erased_nothing_is_left(
    workspace: Workspace, other_workspace: Workspace, owner: Actor
) -> None:
    one, _ = put(workspace, LI, AGAIN)
    put(other_workspace, LI, AGAIN)
    look(workspace)
    look(other_workspace)
    (theirs,) = facade.suggested(other_workspace.pk).items
    for act in (facade.confirm_alike, facade.dismiss_alike, facade.reopen_alike):
        with pytest.raises(NotFound):
            act(owner, theirs.id)
    assert Likeness.objects.get(pk=theirs.id).state == "open"
    facade.erase(owner, one)
    assert shown(workspace) == []
    assert Likeness.objects.count() == 1


def test_the_list_is_narrowed_sorted_and_read_page_by_page(workspace: Workspace) -> None:
    written = people(60, seed=5)
    put(workspace, *written)
    put(workspace, *misspelling.copies(written, 6), mark="c")
    look(workspace)
    whole = facade.suggested(workspace.pk, limit=200).items
    assert len(whole) > 30
    scores = [one.score for one in whole]
    assert scores == sorted(scores, reverse=True)
    for sort in ("-score", "-found_at"):
        cursor, read = None, []
        while True:
            page = facade.suggested(workspace.pk, sort=sort, cursor=cursor, limit=7)
            read += [one.id for one in page.items]
            cursor = page.next_cursor
            if not cursor:
                break
        assert sorted(read) == sorted(one.id for one in whole)
    by_phone = facade.suggested(workspace.pk, because="phone", limit=200).items
    assert 0 < len(by_phone) < len(whole)
    assert all(["phone", "near"] in [why[:2] for why in one.reasons] for one in by_phone)
    sure = facade.suggested(workspace.pk, least=0.999, limit=200).items
    assert [one.id for one in sure] == [one.id for one in whole if one.score >= 0.999]


@pytest.mark.facts
def test_how_well_it_finds_is_measured_on_people_the_model_never_saw(workspace: Workspace) -> None:
    written = people(1_500, seed=11)
    ids = put(workspace, *written)
    twice = put(workspace, *misspelling.copies(written[:100], 12), mark="c")
    told = look(workspace)
    copies, found, wrong = told["copies"], told["found"], told["wrong"]
    assert copies >= 100
    assert found / copies > 0.85
    assert found / (found + wrong) > 0.9
    truth = {pair for pair in zip(ids[:100], twice, strict=True) if pair[0] != pair[1]}
    pairs = set()
    cursor = None
    while True:
        page = facade.suggested(workspace.pk, cursor=cursor, limit=200)
        pairs |= {(one.customer_id, one.other_id) for one in page.items}
        cursor = page.next_cursor
        if not cursor:
            break
    assert len(pairs & truth) / len(truth) > 0.85
    assert len(pairs & truth) / len(pairs) > 0.85


def test_a_search_is_cancelled_and_the_night_looks_only_where_something_changed(
    workspace: Workspace,
) -> None:
    put(workspace, LI, AGAIN)
    number = facade.start_looking(workspace.pk)
    cancel(number, workspace.pk)
    assert info(number, workspace_id=workspace.pk).state == "cancelled"
    assert shown(workspace) == []
    look(workspace)
    run = facade.last_run(workspace.pk)
    assert run is not None
    assert run.mark == likeness.mark_of(workspace.pk)
    put(workspace, OTHER, mark="z")
    assert run.mark != likeness.mark_of(workspace.pk)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["look", "confirm", "dismiss", "reopen", "separate", "merge", "put"]),
        st.integers(0, 9),
    ),
    max_size=12,
)


@pytest.mark.facts
@given(STEPS)
@settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=25,
)
def test_whatever_is_decided_nothing_is_lost_and_what_is_taken_back_is_as_it_was(
    workspace: Workspace, other_workspace: Workspace, owner: Actor, steps: list[tuple[str, int]]
) -> None:
    for model in (Likeness, Match, Apart, Survivor, Identifier, Customer):
        model.objects.all().delete()
    written = people(6, seed=3)
    put(workspace, *written)
    put(workspace, *misspelling.copies(written, 4), mark="c")
    put(other_workspace, *written)
    theirs = set(Customer.objects.filter(workspace=other_workspace).values_list("pk", flat=True))
    for act, which in steps:
        step(workspace, owner, act, which)
    mine = sorted(Customer.objects.filter(workspace=workspace).values_list("pk", flat=True))
    alone = facade.record_cards(workspace.pk, mine, masked=False)
    assert len(alone) == len(mine)
    rows = Likeness.objects.all()
    assert theirs.isdisjoint({end for row in rows for end in (row.customer_id, row.other_id)})
    for row in rows.filter(state="confirmed"):
        with suppress(Conflict):  # separated since
            facade.reopen_alike(owner, row.pk)
    for row in rows.filter(state="dismissed"):
        facade.reopen_alike(owner, row.pk)
    for one in mine:
        if len(facade.records(workspace.pk, one)) > 1:
            facade.separate(owner, one)
    assert facade.shown_as(workspace.pk, mine) == mine
    assert facade.cards(workspace.pk, mine, masked=False) == alone


def step(workspace: Workspace, owner: Actor, act: str, which: int) -> None:
    """One step; what cannot be done is refused and changes nothing."""
    rows = list(Likeness.objects.filter(workspace=workspace).order_by("pk"))
    ids = list(
        Customer.objects.filter(workspace=workspace).order_by("pk").values_list("pk", flat=True)
    )
    acts = {
        "confirm": facade.confirm_alike,
        "dismiss": facade.dismiss_alike,
        "reopen": facade.reopen_alike,
    }
    try:
        if act == "look":
            look(workspace)
        elif act in acts and rows:
            acts[act](owner, rows[which % len(rows)].pk)
        elif act == "separate":
            facade.separate(owner, ids[which % len(ids)])
        elif act == "merge":
            facade.merge(owner, ids[which % len(ids)], ids[0])
        elif act == "put":
            put(workspace, people(10, seed=3)[which], mark=f"p{which}-")
    except Conflict:
        return
