"""Who told of a value; what staff said stands until taken back, and nothing is lost below it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huike.base.access.models import AuditEntry, Workspace
from huike.base.access.rules import Actor
from huike.base.kernel import clock
from huike.base.kernel.errors import Conflict, Invalid, NotFound
from huike.flow.identity import facade as identity
from huike.flow.identity.facade import PeopleBatch
from huike.flow.identity.rules.values import NOTHING, Notes, of_source, take, take_back

NAMES = ["level", "city"]
source_says = st.tuples(
    st.sampled_from(["import:1", "source:2", "connection:3"]),
    st.one_of(st.none(), st.integers(1, 4)),
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from("abc"), min_size=1),
)
staff_says = st.tuples(st.just("staff"), st.integers(5, 9), source_says.map(lambda one: one[2]))


def told(acts: list[Any]) -> tuple[dict[str, str], Notes]:
    values: dict[str, str] = {}
    notes = Notes()
    for heard, (source, time, said) in enumerate(acts, 1):
        beside = of_source(source, heard, {} if time is None else dict.fromkeys(said, time))
        if source == "staff":
            beside.under = dict.fromkeys(said, NOTHING)
        take(values, notes, said, beside)
    return values, notes


@given(st.lists(st.one_of(source_says, source_says, staff_says), max_size=9))
def test_staffs_last_word_stands_and_taken_back_it_is_as_if_it_was_never_said(
    acts: list[Any],
) -> None:
    values, notes = told(acts)
    for act in acts:
        if act[0] == "staff":
            for name in act[2]:
                assert notes.told[name][0] == "staff"
    last = {name: v for act in acts if act[0] == "staff" for name, v in act[2].items()}
    assert set(last) == set(notes.under)
    # Sealed and read again it is the same.
    assert Notes.from_parts(notes.to_parts()) == notes
    for name in NAMES:
        assert take_back(values, notes, name) == (name in last)
    # What was heard has other numbers where staff spoke in between: they are left out.
    plain = told([act if act[0] != "staff" else ("none", None, {}) for act in acts])
    assert (values, notes) == plain


def people(*rows: dict[str, Any], source: str) -> PeopleBatch:
    columns = ("user_id", "email", "name", "attributes")
    return PeopleBatch(
        shop_id=1, source=source, **{name: [row.get(name) for row in rows] for name in columns}
    )


@pytest.fixture
def moment() -> Any:
    """A clock that a test turns: moves on by so many hours."""
    start = datetime(2026, 11, 11, tzinfo=UTC)
    clock.live_at(start)

    def later(hours: int) -> None:
        clock.live_at(start + timedelta(hours=hours))

    yield later
    clock.live_at(None)


@pytest.mark.django_db(transaction=True)
def test_each_value_says_where_it_is_from(workspace: Workspace, owner: Actor, moment: Any) -> None:
    ws = workspace.pk
    first = {
        "user_id": "u1", "name": "张小三", "email": "zhang@x.com",
        "attributes": {"level": "gold", "birthday": "1990-01-01"},
    }  # fmt: skip
    (one,) = identity.resolve(ws, people(first, source="import:1")).tolist()
    moment(5)
    more = {"user_id": "u1", "name": "张大三", "email": "z2@x.com", "attributes": {"level": "gold"}}
    identity.resolve(ws, people(more, source="source:2"))
    moment(9)
    identity.edit(owner, one, name="张三", attributes={"level": "vip", "birthday": "1991-02-02"})
    moment(12)
    again = {"user_id": "u1", "name": "张中三", "attributes": {"level": "silver"}}
    identity.resolve(ws, people(again, source="connection:3"))

    def shown() -> list[Any]:
        return [
            (v.field, v.key, v.value, v.source, v.heard_at and v.heard_at.hour,
             v.below and (v.below.value, v.below.source, v.below.heard_at.hour))
            for v in identity.values_of(ws, one)
        ]  # fmt: skip

    same = [
        ("user_id", "", "u***1", "import:1", 0, None),
        ("email", "", "z***@x.com", "import:1", 0, None),
        ("email", "", "z***@x.com", "source:2", 5, None),
    ]
    assert shown() == [
        ("name", "", "张*", "owner", 9, ("张*三", "connection:3", 12)),
        *same,
        ("private", "birthday", "1***", "owner", 9, ("1***", "import:1", 0)),
        ("attribute", "level", "vip", "owner", 9, ("silver", "connection:3", 12)),
    ]
    moment(15)
    identity.undo_edit(owner, one, "name")
    identity.undo_edit(owner, one, "private", "birthday")
    identity.undo_edit(owner, one, "attribute", "level")
    assert shown() == [
        ("name", "", "张*三", "connection:3", 12, None),
        *same,
        ("private", "birthday", "1***", "import:1", 0, None),
        ("attribute", "level", "silver", "connection:3", 12, None),
    ]
    card = identity.cards(ws, [one], masked=False)[one]
    assert (card.name, card.private) == ("张中三", {"birthday": "1990-01-01"})
    assert identity.search_name(ws, "张中") == [one]
    assert identity.search_name(ws, "张大") == []
    undone = AuditEntry.objects.filter(action="customer.edit_undone").order_by("id")
    assert [row.fields for row in undone] == [
        ["name"],
        ["private", "birthday"],
        ["attribute", "level"],
    ]


@pytest.mark.django_db(transaction=True)
def test_a_value_that_nobody_else_said_goes_with_staffs_word(
    workspace: Workspace, owner: Actor
) -> None:
    ws = workspace.pk
    (one,) = identity.resolve(ws, people({"user_id": "u1"}, source="import:1")).tolist()
    identity.edit(owner, one, name="李雷", attributes={"level": "gold"})
    assert [v.below.value for v in identity.values_of(ws, one) if v.below] == ["", ""]
    identity.undo_edit(owner, one, "name")
    identity.undo_edit(owner, one, "attribute", "level")
    assert [v.field for v in identity.values_of(ws, one)] == ["user_id"]
    assert identity.search_name(ws, "李雷") == []


@pytest.mark.django_db(transaction=True)
def test_staffs_word_stands_in_a_merged_person_and_goes_with_its_record(
    workspace: Workspace, owner: Actor
) -> None:
    ws = workspace.pk
    rows = [{"user_id": f"u{n}", "attributes": {"level": f"l{n}"}} for n in (1, 2)]
    one, two = identity.resolve(ws, people(*rows, source="import:1")).tolist()
    identity.edit(owner, two, attributes={"level": "vip"})
    identity.merge(owner, one, two)
    (level,) = [v for v in identity.values_of(ws, one) if v.key == "level"]
    assert (level.value, level.below and level.below.value) == ("vip", "l1")
    identity.undo_edit(owner, one, "attribute", "level")
    (level,) = [v for v in identity.values_of(ws, one) if v.key == "level"]
    assert (level.value, level.below) == ("l1", None)


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_taken_back_changes_nothing(
    workspace: Workspace, other_workspace: Workspace, owner: Actor
) -> None:
    ws = workspace.pk
    row = {"user_id": "u1", "name": "李雷"}
    (one,) = identity.resolve(ws, people(row, source="import:1")).tolist()
    before = identity.values_of(ws, one)
    with pytest.raises(Conflict, match="did not set"):
        identity.undo_edit(owner, one, "name")
    for field, key in (("email", ""), ("name", "x"), ("attribute", "")):
        with pytest.raises(Invalid, match="No such field"):
            identity.undo_edit(owner, one, field, key)
    with pytest.raises(NotFound):
        identity.undo_edit(owner, one + 1, "name")
    with pytest.raises(NotFound):
        identity.values_of(other_workspace.pk, one)
    assert identity.values_of(ws, one) == before
    assert not AuditEntry.objects.filter(action="customer.edit_undone").exists()
