"""Which records are one person: all the evidence in, people out, whatever came first. Pure.

The strongest evidence is taken first and joins two groups unless something forbids it, as Kruskal's
algorithm takes edges: so the outcome is the same for every order in which the evidence arrived.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

STAFF = 0  # in the place of a kind and of a belief: a person says so
MOST_RECORDS = 20  # of one person; a person of staff may say that it is more
MOST_BY_STAFF = 100

Accounts = Mapping[int, bytes]  # of each shop the account


@dataclass(frozen=True, slots=True)
class Evidence:
    """That two records are one person, and how far it is believed."""

    number: int
    one: int
    other: int
    belief: int  # the greater the more; STAFF above all
    joins_accounts: bool = False  # it says itself that two accounts of a shop are one person's


@dataclass
class Grouped:
    """Under which record each is shown (the oldest), and what came of each piece of evidence."""

    survivors: dict[int, int]
    states: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Group:
    records: list[int]
    accounts: dict[int, bytes]  # the first of a group that has two in one shop


def group(
    records: Iterable[int],
    evidence: Sequence[Evidence],
    *,
    apart: Iterable[tuple[int, int]] = (),
    accounts: Mapping[int, Accounts] | None = None,
) -> Grouped:
    """The people of these records; every record of the evidence is among them.

    `accounts` of records whose different accounts at one shop speak against a merge.
    """
    own = accounts or {}
    groups = {one: _Group([one], dict(own[one]) if one in own else {}) for one in records}
    severed = _both_ways(apart)
    states: dict[int, str] = {}
    for one in sorted(evidence, key=_strength):
        left, right = groups[one.one], groups[one.other]
        if left is not right:
            against = _against(left, right, severed, one)
            if against:
                states[one.number] = against
                continue
            _join(left, right, groups)
        states[one.number] = "merged"
    return Grouped({one: min(whole.records) for one, whole in groups.items()}, states)


def _strength(one: Evidence) -> tuple[bool, int, int, int]:
    low, high = (one.one, one.other) if one.one < one.other else (one.other, one.one)
    return (one.belief != STAFF, -one.belief, low, high)


def _both_ways(apart: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for one, other in apart:
        found[one].add(other)
        found[other].add(one)
    return found


def _against(
    left: _Group, right: _Group, severed: Mapping[int, set[int]], told: Evidence
) -> str | None:
    """Why these two must not be one person."""
    if len(left.records) > len(right.records):
        left, right = right, left
    if severed:
        forbidden = {other for one in left.records for other in severed.get(one, ())}
        if not forbidden.isdisjoint(right.records):
            return "apart"
    if len(left.records) + len(right.records) > (
        MOST_BY_STAFF if told.belief == STAFF else MOST_RECORDS
    ):
        return "too_many"
    if told.belief == STAFF or told.joins_accounts or not left.accounts:
        return None
    differ = (right.accounts.get(shop, own) != own for shop, own in left.accounts.items())
    return "accounts" if any(differ) else None


def _join(left: _Group, right: _Group, groups: dict[int, _Group]) -> None:
    if len(left.records) < len(right.records):
        left, right = right, left
    left.records += right.records
    for shop, account in right.accounts.items():
        left.accounts.setdefault(shop, account)
    for one in right.records:
        groups[one] = left
