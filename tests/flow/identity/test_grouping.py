"""Which records are one person: pure, and the same for every order of the evidence."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huike.flow.identity.rules.grouping import (
    MOST_BY_STAFF,
    MOST_RECORDS,
    STAFF,
    Evidence,
    group,
)

PHONE, EMAIL = 2, 1


def said(*pairs: tuple[int, int], kind: int = PHONE) -> list[Evidence]:
    return [Evidence(n, one, other, kind) for n, (one, other) in enumerate(pairs)]


def test_the_oldest_record_gives_the_number() -> None:
    found = group([3, 5, 8, 9], said((8, 5), (5, 3)))
    assert found.survivors == {3: 3, 5: 3, 8: 3, 9: 9}
    assert found.states == {0: "merged", 1: "merged"}


def test_who_is_kept_apart_is_joined_by_nobody_between_them() -> None:
    found = group([1, 2, 3], said((1, 2), (2, 3)), apart=[(1, 3)])
    assert found.survivors == {1: 1, 2: 1, 3: 3}
    assert found.states == {0: "merged", 1: "apart"}


def test_two_accounts_of_one_shop_are_two_people_until_staff_says_otherwise() -> None:
    accounts = {1: {7: b"a"}, 2: {7: b"b"}, 3: {8: b"c"}}
    found = group([1, 2, 3], said((1, 2), (1, 3)), accounts=accounts)
    assert (found.survivors, found.states) == (
        {1: 1, 2: 2, 3: 1},
        {0: "accounts", 1: "merged"},
    )
    told = group([1, 2], said((1, 2), kind=STAFF), accounts=accounts)
    assert told.survivors == {1: 1, 2: 1}


@pytest.mark.parametrize(("kind", "most"), [(PHONE, MOST_RECORDS), (STAFF, MOST_BY_STAFF)])
def test_a_person_does_not_grow_without_end(kind: int, most: int) -> None:
    pairs = [(n, n + 1) for n in range(1, most + 3)]
    found = group(range(1, most + 4), said(*pairs, kind=kind))
    sizes = [list(found.survivors.values()).count(one) for one in set(found.survivors.values())]
    assert max(sizes) <= most
    assert "too_many" in found.states.values()


def test_the_stronger_evidence_is_taken_first() -> None:
    evidence = [Evidence(1, 1, 2, EMAIL), Evidence(2, 2, 3, PHONE)]
    found = group([1, 2, 3], evidence, apart=[(1, 3)])
    assert found.survivors == {1: 1, 2: 2, 3: 2}
    assert found.states == {1: "apart", 2: "merged"}


records = st.integers(1, 12)
pairs = st.tuples(records, records).filter(lambda pair: pair[0] != pair[1])


@given(
    st.lists(st.tuples(pairs, st.sampled_from([STAFF, EMAIL, PHONE])), max_size=30),
    st.lists(pairs, max_size=6),
    st.dictionaries(records, st.dictionaries(st.integers(1, 2), st.sampled_from([b"a", b"b"]))),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_evidence_does_not_matter_and_no_rule_is_broken(
    told: list[tuple[tuple[int, int], int]],
    apart: list[tuple[int, int]],
    accounts: dict[int, dict[int, bytes]],
    random: object,
) -> None:
    evidence = [Evidence(n, *pair, kind) for n, (pair, kind) in enumerate(told)]
    shuffled = list(evidence)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first = group(range(1, 13), evidence, apart=apart, accounts=accounts)
    second = group(range(12, 0, -1), shuffled, apart=apart[::-1], accounts=accounts)
    assert first.survivors == second.survivors
    people: dict[int, set[int]] = {}
    for one, survivor in first.survivors.items():
        people.setdefault(survivor, set()).add(one)
    for survivor, mine in people.items():
        assert survivor == min(mine)
        severed = {frozenset(pair) for pair in apart}
        assert not any(frozenset(pair) in severed for pair in combinations(mine, 2))
    for one in evidence:
        together = first.survivors[one.one] == first.survivors[one.other]
        assert together or first.states[one.number] != "merged"
