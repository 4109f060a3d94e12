"""Records become one person and are taken apart again; nothing is lost on the way."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huike.base.access.facade import Scope
from huike.base.access.models import AuditEntry, Workspace
from huike.base.access.rules import Actor
from huike.base.kernel.errors import Conflict, Invalid, NotFound
from huike.base.outbox.models import EventRow
from huike.flow.consent import actions as consent_actions
from huike.flow.consent import facade as consent
from huike.flow.identity import facade
from huike.flow.identity.actions import merging, writing
from huike.flow.identity.facade import PeopleBatch
from huike.flow.identity.models import Apart, Customer, Identifier, Match, Survivor

pytestmark = pytest.mark.django_db

LI = {"email": "li@x.com", "name": "李四"}
LI_BY_PHONE = {"phone": "+8613812345678", "name": "李小四"}
BOTH = {"phone": "+8613812345678", "email": "li@x.com"}


def seen(workspace: Workspace, *people: dict[str, Any], shop_id: int = 1, **more: Any) -> list[int]:
    """The records of these people, one batch after the other."""
    found = []
    for one in people:
        lists = {name: [value] for name, value in one.items()}
        batch = PeopleBatch(shop_id=shop_id, source=more.pop("source", "import:1"), **lists, **more)
        found += facade.resolve(workspace.pk, batch).tolist()
    return [int(one) for one in found]


def states(workspace: Workspace) -> list[tuple[int, int, str]]:
    rows = Match.objects.filter(workspace=workspace).order_by("id")
    return [(row.customer_id, row.other_id, row.state) for row in rows]


def test_two_records_seen_under_one_identifier_are_one_person(workspace: Workspace) -> None:
    one, two = seen(workspace, LI)[0], seen(workspace, LI_BY_PHONE, shop_id=2)[0]
    assert seen(workspace, BOTH, shop_id=3) == [two]  # facts land under their record
    scope = Scope(workspace.pk)
    assert facade.visible(scope, [one, two]) == [one]
    assert facade.visible(Scope(workspace.pk, (3,)), [one]) == [one]
    assert facade.visible(Scope(workspace.pk, (4,)), [one]) == []
    card = facade.cards(workspace.pk, [one], masked=False)[one]
    assert (card.name, card.email, card.phone) == ("李四", ("li@x.com",), ("+8613812345678",))
    for text in ("li@x.com", "13812345678", "李四", "小四"):
        assert facade.search(workspace.pk, text).tolist() == [one]
    assert facade.find_by(workspace.pk, "phone", "13812345678") == [one]
    assert facade.addresses(workspace.pk, "sms", [one, two]) == dict.fromkeys(
        [one, two], "+8613812345678"
    )
    assert facade.reached(workspace.pk, "sms", [one]) == {one: ("李四", "+8613812345678")}
    (hashed,) = facade.hash_addresses(workspace.pk, "sms", ["13812345678"])
    assert hashed is not None
    assert facade.owners_of_addresses(workspace.pk, "sms", [hashed]) == {hashed: one}
    assert facade.count(workspace.pk) == 1
    (match,) = facade.evidence(workspace.pk, one)
    assert (match.kind, match.source, match.state) == ("email", "import:1", "merged")
    assert facade.records(workspace.pk, two) == [one, two]
    told = EventRow.objects.filter(kind="CustomersMerged").get()
    assert told.payload["customer_ids"] == [one, two]


def test_what_is_taken_apart_is_as_if_it_had_never_been_one(
    workspace: Workspace, owner: Actor
) -> None:
    one, two = seen(workspace, LI, LI_BY_PHONE)
    before = facade.record_cards(workspace.pk, [one, two], masked=False)
    seen(workspace, BOTH)
    assert seen(workspace, {**LI_BY_PHONE, "attributes": {"level": "gold"}}) == [two]
    assert facade.separate(owner, two) == [one, two]
    assert facade.cards(workspace.pk, [one, two], masked=False) == before
    assert Customer.objects.get(pk=two).attributes == {"level": "gold"}
    assert Customer.objects.get(pk=one).attributes == {}
    assert facade.visible(Scope(workspace.pk), [one, two]) == [one, two]
    assert facade.search(workspace.pk, "13812345678").tolist() == [two]
    assert seen(workspace, {**BOTH, "user_id": "u"}) == [two]
    assert states(workspace)[0] == (two, one, "apart")  # never again by itself
    assert facade.count(workspace.pk) == 2
    assert facade.merge(owner, two, one) == one  # but staff may change their mind
    assert not Apart.objects.exists()
    assert facade.records(workspace.pk, one) == [one, two]
    actions = AuditEntry.objects.filter(action__startswith="customer.").order_by("id")
    assert [row.action for row in actions] == ["customer.separated", "customer.merged"]
    with pytest.raises(Conflict) as refused:
        facade.merge(owner, one, two)
    assert refused.value.code == "already_one_person"


def test_a_phone_of_an_agency_joins_nobody_once_it_is_seen_with_five_others(
    workspace: Workspace,
) -> None:
    users = [seen(workspace, {"user_id": f"u{n}"}, shop_id=n + 1)[0] for n in range(7)]
    (agency,) = seen(workspace, {"phone": "13800000000"})
    for n in range(4):
        seen(workspace, {"user_id": f"u{n}", "phone": "13800000000"}, shop_id=n + 1)
    assert facade.records(workspace.pk, users[0]) == [*users[:4], agency]
    seen(workspace, {"user_id": "u4", "phone": "13800000000"}, shop_id=5)
    assert facade.records(workspace.pk, users[0]) == [users[0]]
    assert {state for *_, state in states(workspace)} == {"shared"}
    seen(workspace, {"user_id": "u5", "phone": "13800000000"}, shop_id=6)
    assert [state for *_, state in states(workspace)] == ["shared"] * 6
    assert facade.shown_as(workspace.pk, [*users, agency]) == [*users, agency]


def test_two_accounts_of_one_shop_are_suggested_and_a_person_decides(
    workspace: Workspace, owner: Actor
) -> None:
    one, two = seen(workspace, {"user_id": "u1", "phone": "13812345678"}, {"user_id": "u2"})
    assert seen(workspace, {"user_id": "u2", "phone": "13812345678"}) == [two]
    (match,) = facade.suggestions(workspace.pk, None, 50).items
    assert (match.customer_id, match.other_id, match.state) == (two, one, "accounts")
    assert facade.accept(owner, match.id) == one
    assert facade.records(workspace.pk, one) == [one, two]
    assert facade.suggestions(workspace.pk, None, 50).items == []
    facade.separate(owner, two)
    assert facade.suggestions(workspace.pk, None, 50).items == []
    with pytest.raises(NotFound):
        facade.accept(owner, match.id + 100)


def test_a_kind_may_only_suggest_and_what_it_joined_before_is_taken_apart(
    workspace: Workspace, owner: Actor
) -> None:
    one, two = seen(workspace, LI, LI_BY_PHONE)
    seen(workspace, BOTH)
    facade.set_rule(owner, "email", "ask", 5)
    assert facade.shown_as(workspace.pk, [one, two]) == [one, two]
    (match,) = facade.suggestions(workspace.pk, None, 50).items
    facade.dismiss(owner, match.id)
    assert facade.suggestions(workspace.pk, None, 50).items == []
    facade.set_rule(owner, "email", "merge", 5)
    assert facade.shown_as(workspace.pk, [one, two]) == [one, two]
    assert states(workspace) == [(two, one, "apart")]
    for wrong in (
        ("oaid", "merge", 5),
        ("email", "always", 5),
        ("email", "ask", 1),
    ):
        with pytest.raises(Invalid):
            facade.set_rule(owner, *wrong)
    rules = {rule.kind: (rule.mode, rule.most) for rule in facade.rules_of(workspace.pk).values()}
    assert rules == {
        **dict.fromkeys(("user_id", "phone", "email"), ("merge", 5)),
        **dict.fromkeys(("alias", "app"), ("ask", 5)),
    }  # fmt: skip


def test_everything_of_a_merged_person_is_erased(workspace: Workspace, owner: Actor) -> None:
    one, two = seen(workspace, LI, LI_BY_PHONE)
    seen(workspace, BOTH)
    facade.erase(owner, one)
    assert facade.visible(Scope(workspace.pk), [one, two]) == []
    assert not Identifier.objects.exists()
    assert not Match.objects.exists()
    assert set(Customer.objects.values_list("wrapped_key", flat=True)) == {None}
    assert facade.cards(workspace.pk, [one, two]) == {}
    again = seen(workspace, BOTH)
    assert not {one, two} & set(again)


def test_the_last_word_of_any_record_counts(workspace: Workspace, owner: Actor) -> None:
    one, two = seen(workspace, LI, LI_BY_PHONE)
    for who, state in ((one, "granted"), (two, "withdrawn")):
        answer = consent.Answer(purpose="marketing", channel="email", state=state, source="t")
        consent_actions.record_by_hand(owner, who, answer)
    seen(workspace, BOTH)

    def refusals() -> dict[int, str]:
        _, refused = consent.reachable(workspace.pk, "marketing", "email", [one, two])
        return dict(refused)

    assert refusals() == {one: "withdrawn", two: "withdrawn"}
    standing = next(
        row
        for row in consent.standings(workspace.pk, one)
        if (row.purpose, row.channel) == ("marketing", "email")
    )
    assert standing.state == "withdrawn"
    yes = consent.Answer(purpose="marketing", channel="email", state="granted", source="t")
    assert consent_actions.record_by_hand(owner, one, yes) == [one]
    assert refusals() == {}
    facade.separate(owner, two)
    assert refusals() == {two: "no_address"}


def test_a_word_of_staff_is_taken_back(workspace: Workspace, owner: Actor) -> None:
    one, two, three = seen(workspace, LI, LI_BY_PHONE, {"user_id": "u"})
    assert facade.merge(owner, one, two) == one
    assert facade.merge(owner, three, one) == one
    assert facade.separate(owner, two) == [one, two]
    assert facade.shown_as(workspace.pk, [one, two, three]) == [one, two, one]
    assert facade.separate(owner, one) == [one, three]
    assert facade.shown_as(workspace.pk, [one, two, three]) == [one, two, three]
    with pytest.raises(Conflict) as refused:
        facade.separate(owner, one)
    assert refused.value.code == "one_record_only"


def test_of_another_workspace_nobody_is_touched(
    workspace: Workspace, other_workspace: Workspace, owner: Actor
) -> None:
    (mine,) = seen(workspace, LI)
    theirs = seen(other_workspace, LI, LI_BY_PHONE)
    with pytest.raises(NotFound):
        facade.merge(owner, mine, theirs[0])
    with pytest.raises(NotFound):
        facade.separate(owner, theirs[0])
    seen(other_workspace, BOTH)
    assert facade.shown_as(workspace.pk, theirs) == theirs
    assert facade.shown_as(other_workspace.pk, theirs) == [theirs[0]] * 2


PEOPLE = [
    {"user_id": f"u{n % 3}" if n % 2 else None, "phone": f"1381234567{n % 4}"}
    | {"email": f"p{n % 5}@x.com" if n % 3 else None}
    for n in range(12)
]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("seen"), st.integers(0, 11), st.integers(1, 2)),
        st.tuples(st.just("merge"), st.integers(0, 9), st.integers(0, 9)),
        st.tuples(st.just("separate"), st.integers(0, 9), st.just(0)),
    ),
    max_size=14,
)


@given(STEPS)
@settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=40,
)
def test_merged_and_taken_apart_at_random_every_record_keeps_what_was_said_of_it(
    workspace: Workspace, owner: Actor, steps: list[tuple[str, int, int]]
) -> None:
    for model in (Match, Apart, Survivor, Identifier, Customer):
        model.objects.all().delete()
    for act, first, second in steps:
        take(workspace, owner, act, first, second)
    ids = sorted(Customer.objects.values_list("pk", flat=True))
    alone = facade.record_cards(workspace.pk, ids, masked=False)
    shown = dict(zip(ids, facade.shown_as(workspace.pk, ids), strict=True))
    whole = facade.cards(workspace.pk, sorted(set(shown.values())), masked=False)
    for person, card in whole.items():
        mine = [alone[one] for one in ids if shown[one] == person]
        for kind in ("email", "phone", "user_id"):
            values = {value for one in mine for value in getattr(one, kind)}
            assert set(getattr(card, kind)) == values
    # Looked at all at once it is the same as one step after the other.
    Match.objects.exclude(state__in=("asked", "shared")).update(state="new")
    with writing.alone(workspace.pk):
        assert merging.settle(workspace.pk) == 0
    # Taken apart whole, every record is what it was, and nothing leads elsewhere.
    for one in ids:
        if len(facade.records(workspace.pk, one)) > 1:
            facade.separate(owner, one)
    assert facade.shown_as(workspace.pk, ids) == ids
    assert facade.cards(workspace.pk, ids, masked=False) == alone


def take(workspace: Workspace, owner: Actor, act: str, first: int, second: int) -> None:
    """One step; what cannot be done is left out."""
    ids = sorted(Customer.objects.values_list("pk", flat=True))
    if act == "seen":
        one = {name: value for name, value in PEOPLE[first].items() if value}
        seen(workspace, {**one, "name": f"人{first}"}, shop_id=second)
    elif act == "merge" and max(first, second) < len(ids):
        people = facade.shown_as(workspace.pk, [ids[first], ids[second]])
        if people[0] != people[1]:
            facade.merge(owner, ids[first], ids[second])
    elif first < len(ids) and len(facade.records(workspace.pk, ids[first])) > 1:
        facade.separate(owner, ids[first])
