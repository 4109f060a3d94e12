"""What a rule would change is told before it is set, and then happens; nothing is written."""

import json
import random
from typing import Any

import pytest
from click.testing import CliRunner

from huike.base.access.models import AuditEntry, Workspace
from huike.base.access.rules import Actor
from huike.base.kernel.errors import Invalid
from huike.entry.commands.customers import customers_group
from huike.flow.identity import facade
from huike.flow.identity.facade import PeopleBatch
from huike.flow.identity.models import Match
from huike.flow.identity.rules.comparing import compare
from tests.support.api import Caller
from tests.support.varied import seed

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]


def resolve(workspace: Workspace, rows: list[dict[str, Any]], *, shop_id: int = 1) -> set[int]:
    columns = {name: [row.get(name, "") for row in rows] for name in ("user_id", "phone", "email")}
    return {
        int(one) for one in facade.resolve(workspace.pk, PeopleBatch(shop_id=shop_id, **columns))
    }


KINDS = {"user_id": 3, "phone": 2, "email": 1, "alias": 4, "app": 5}


def believe(owner: Actor, *kinds: str) -> None:
    for place, kind in enumerate(kinds, 1):
        facade.set_rule(owner, kind, "merge", 5, place)


def crowd(workspace: Workspace, chance: random.Random, owner: Actor) -> list[int]:
    """Some who share phones, addresses and accounts with each other, one phone with many."""
    people: set[int] = set()
    for n in range(30):
        people |= resolve(
            workspace, [{"phone": f"1380000{n % 12:04}"}, {"email": f"m{n % 15}@example.cn"}]
        )
    for n in range(60):
        if n == 40:  # from here on accounts are what leads to a second record
            believe(owner, "email", "phone", "user_id")
        row = {
            "user_id": chance.choice(["", f"u{chance.randrange(9)}"]),
            "phone": f"1380000{chance.randrange(12):04}",
            "email": f"m{chance.randrange(15)}@example.cn",
        }
        people |= resolve(workspace, [row])
        before, after = (f"u{chance.randrange(9)}" for _ in range(2))
        if n % 6 == 0:
            facade.say_alias(workspace.pk, 1, [(before, after)], "source:1")
        if n % 6 == 3:
            people |= resolve(workspace, [{"user_id": before}], shop_id=2)
            facade.share_numbers(workspace.pk, 2, [1], [before], "connection:1")
    return sorted(people)


def shown(workspace: Workspace, people: list[int]) -> dict[int, int]:
    return dict(zip(people, facade.shown_as(workspace.pk, people), strict=True))


def test_what_is_foreseen_is_what_happens_and_back_again(
    workspace: Workspace, owner: Actor
) -> None:
    chance = random.Random(seed())
    people = crowd(workspace, chance, owner)
    assert set(Match.objects.values_list("kind", flat=True)) == {1, 2, 3, 4, 5}
    believe(owner, "user_id", "phone", "email")
    first = shown(workspace, people)
    assert len(set(first.values())) < len(people)
    for _ in range(10):
        rule = (
            chance.choice([*KINDS]),
            chance.choice(["merge", "ask", "never"]),
            chance.choice([2, 3, 5, 9]),
            chance.choice([None, 1, 2, 3, 4, 5]),
        )
        before, states = shown(workspace, people), sorted(Match.objects.values_list("id", "state"))
        told = facade.foresee_rule(workspace.pk, *rule)
        assert shown(workspace, people) == before
        assert sorted(Match.objects.values_list("id", "state")) == states
        facade.set_rule(owner, *rule)
        after = shown(workspace, people)
        found = compare(before, after)
        assert (told.joined, told.parted, told.moved) == (
            len(found.joined), len(found.parted), found.moved,
        ), rule  # fmt: skip
        matches = Match.objects.filter(kind=KINDS[rule[0]])
        assert told.suggested == matches.filter(state="asked").count()
        assert told.shared == matches.filter(state="shared").count()
        parts = {tuple(one.customer_ids) for one in told.examples if one.change == "joined"}
        assert parts <= {tuple(one) for one in found.joined.values()}
    believe(owner, "user_id", "phone", "email")
    facade.set_rule(owner, "alias", "ask", 5, 4)
    facade.set_rule(owner, "app", "ask", 5, 5)
    assert shown(workspace, people) == first


def test_a_kind_that_says_nothing_suggests_nothing(workspace: Workspace, owner: Actor) -> None:
    one, two = sorted(resolve(workspace, [{"email": "li@example.cn"}, {"phone": "13812345678"}]))
    resolve(workspace, [{"email": "li@example.cn", "phone": "13812345678"}])
    told = facade.foresee_rule(workspace.pk, "email", "never", 5)
    assert (told.joined, told.parted, told.moved, told.suggested) == (0, 1, 1, 0)
    (example,) = told.examples
    assert (example.change, example.customer_ids) == ("parted", [one, two])

    def huike(*words: str) -> str:
        given = ["match-rules", *words, "--workspace", workspace.name]
        done = CliRunner().invoke(customers_group, given)
        assert done.exception is None, done.output
        return done.stdout

    api = Caller(workspace)
    rule = {"kind": "email", "mode": "never", "most": 5}
    answer = api.post("/customers/match-rules/preview", rule).json()
    assert (answer["parted"], [each["id"] for each in answer["examples"][0]["customers"]]) == (
        1, [one, two],
    )  # fmt: skip
    assert "li@example" not in str(answer)  # labels are masked
    told = huike("--kind", "email", "--mode", "never")
    assert json.loads(told) | {"examples": []} == {
        "joined": 0, "parted": 1, "moved": 1, "suggested": 0, "shared": 0, "examples": [],
        "is_set": False,
    }  # fmt: skip
    assert facade.shown_as(workspace.pk, [one, two]) == [one, one]
    huike("--kind", "email", "--mode", "never", "--run")
    assert huike().splitlines() == [
        "user_id\tmerge\tat most 5 records",
        "phone\tmerge\tat most 5 records",
        "email\tnever\tat most 5 records",
        "alias\task\tat most 5 records",
        "app\task\tat most 5 records",
    ]
    assert facade.shown_as(workspace.pk, [one, two]) == [one, two]
    assert facade.suggestions(workspace.pk, None, 50).items == []
    assert set(Match.objects.values_list("state", flat=True)) == {"ignored"}
    entry = AuditEntry.objects.filter(action="customer.match_rule_changed").latest("id")
    assert entry.fields == ["mode: merge → never"]
    facade.set_rule(owner, "email", "merge", 5)
    assert facade.shown_as(workspace.pk, [one, two]) == [one, one]


def test_a_rule_that_may_not_be_set_is_not_foreseen(workspace: Workspace) -> None:
    wrongs: list[tuple[str, str, int, int | None]] = [
        ("oaid", "merge", 5, None), ("email", "always", 5, None), ("email", "ask", 1, None),
        ("email", "merge", 5, 0), ("email", "merge", 5, 6),
    ]  # fmt: skip
    for wrong in wrongs:
        with pytest.raises(Invalid):
            facade.foresee_rule(workspace.pk, *wrong)
    agent, rule = Caller(workspace, "agent"), {"kind": "email", "mode": "never", "most": 5}
    assert agent.post("/customers/match-rules/preview", rule).status_code == 403
    assert (
        Caller(workspace, "owner", [1]).post("/customers/match-rules/preview", rule).json()["code"]
        == "scope_too_narrow"
    )


def test_what_is_believed_first_decides_whose_a_row_is(workspace: Workspace, owner: Actor) -> None:
    ends = [{"user_id": "u1"}, {"email": "li@example.cn"}, {"phone": "13812345678"}]
    account, mailbox, phone = (resolve(workspace, [row]).pop() for row in ends)
    row = ends[0] | ends[1] | ends[2]
    for kind in KINDS:
        facade.set_rule(owner, kind, "ask", 5)
    assert resolve(workspace, [row]) == {account}
    facade.set_rule(owner, "email", "ask", 5, 1)
    assert [(one.kind, one.place) for one in facade.rules_of(workspace.pk).values()] == [
        ("email", 1), ("user_id", 2), ("phone", 3), ("alias", 4), ("app", 5),
    ]  # fmt: skip
    assert resolve(workspace, [row]) == {mailbox}
    facade.set_rule(owner, "phone", "ask", 5, 1)
    assert resolve(workspace, [row]) == {phone}
    said = {(one.customer_id, one.other_id, one.kind) for one in evidence(workspace)}
    assert said == {
        (account, phone, "phone"), (account, mailbox, "email"),
        (mailbox, account, "user_id"), (mailbox, phone, "phone"),
        (phone, account, "user_id"), (phone, mailbox, "email"),
    }  # fmt: skip
    assert shown(workspace, [account, mailbox, phone]) == {
        one: one for one in (account, mailbox, phone)
    }
    entry = AuditEntry.objects.filter(action="customer.match_rule_changed").latest("id")
    assert (entry.target_id, entry.fields) == ("phone", ["place: 3 → 1"])
    api = Caller(workspace)
    rule = {"kind": "user_id", "mode": "merge", "most": 5, "place": 1}
    told = api.post("/customers/match-rules/preview", rule).json()
    assert (told["joined"], told["moved"]) == (1, 2)
    rules = api.send("put", "/customers/match-rules", rule).json()
    assert [(one["kind"], one["mode"], one["place"]) for one in rules] == [
        ("user_id", "merge", 1), ("phone", "ask", 2), ("email", "ask", 3),
        ("alias", "ask", 4), ("app", "ask", 5),
    ]  # fmt: skip
    assert len(set(shown(workspace, [account, mailbox, phone]).values())) == 1


def evidence(workspace: Workspace) -> list[facade.Told]:
    return facade.suggestions(workspace.pk, None, 50).items
