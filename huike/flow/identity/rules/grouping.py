"""Which records are one person: all the evidence in, people out, whatever came first. Pure.

The strongest evidence is taken first and joins two groups unless something forbids it, as Kruskal's
algorithm takes edges: so the outcome is the same for every order in which the evidence arrived.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

STAFF = 0  # in the place of a kind: a person says so
MOST_RECORDS = 20  # of one person; a person of staff may say that it is more
MOST_BY_STAFF = 100

Accounts = Mapping[int, bytes]  # of each shop the account


@dataclass(frozen=True, slots=True)
class Evidence:
    """That two records are one person, and which kind of identifier says so."""

    number: int
    one: int
    other: int
    kind: int  # the greater the more it is believed; STAFF above all


@dataclass
class Grouped:
    """Under which record each is shown (the oldest), and what came of each piece of evidence."""

    survivors: dict[int, int]
    states: dict[int, str] = field(default_factory=dict)


@dataclass
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
    groups = {one: _Group([one], dict((accounts or {}).get(one, {}))) for one in records}
    severed = _both_ways(apart)
    states: dict[int, str] = {}
    for one in sorted(evidence, key=_strength):
        left, right = groups[one.one], groups[one.other]
        if left is not right:
            against = _against(left, right, severed, is_staff=one.kind == STAFF)
            if against:
                states[one.number] = against
                continue
            _join(left, right, groups)
        states[one.number] = "merged"
    return Grouped({one: min(whole.records) for one, whole in groups.items()}, states)


def _strength(one: Evidence) -> tuple[bool, int, int, int]:
    low, high = sorted((one.one, one.other))
    return (one.kind != STAFF, -one.kind, low, high)


def _both_ways(apart: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for one, other in apart:
        found[one].add(other)
        found[other].add(one)
    return found


def _against(
    left: _Group, right: _Group, severed: Mapping[int, set[int]], *, is_staff: bool
) -> str | None:
    """Why these two must not be one person."""
    if len(left.records) > len(right.records):
        left, right = right, left
    forbidden = {other for one in left.records for other in severed.get(one, ())}
    if not forbidden.isdisjoint(right.records):
        return "apart"
    if len(left.records) + len(right.records) > (MOST_BY_STAFF if is_staff else MOST_RECORDS):
        return "too_many"
    if not is_staff and any(
        right.accounts.get(shop, account) != account for shop, account in left.accounts.items()
    ):
        return "accounts"
    return None


def _join(left: _Group, right: _Group, groups: dict[int, _Group]) -> None:
    if len(left.records) < len(right.records):
        left, right = right, left
    left.records += right.records
    for shop, account in right.accounts.items():
        left.accounts.setdefault(shop, account)
    for one in right.records:
        groups[one] = left
