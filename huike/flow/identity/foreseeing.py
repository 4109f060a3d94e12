"""What a rule of matches would change, counted before it is set: one evidence, worked out twice.

Nothing is written and no lock is taken: what comes in meanwhile may change the numbers.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from huike.flow.identity import groups, matching
from huike.flow.identity.actions import merging
from huike.flow.identity.actions.deciding import drafted
from huike.flow.identity.matching import KindRule
from huike.flow.identity.models import Match, MatchRule
from huike.flow.identity.rules import grouping
from huike.flow.identity.rules.comparing import compare

EXAMPLES = 20
_Row = tuple[int, int, int, int, bytes]  # a match: number, record, other, kind, hash


@dataclass(frozen=True)
class Example:
    """Records that become one person, or one person's that become several."""

    change: str  # joined, parted
    customer_ids: list[int]  # as they are shown: now where they are joined, then where they part
    kinds: list[str]  # of the identifiers that these records share


@dataclass(frozen=True)
class Foreseen:
    """What a rule would come to."""

    joined: int  # people who would be made of several of now
    parted: int  # people of now who would become several
    moved: int  # records that would be shown under another number
    suggested: int  # matches of this kind that would only be suggested
    shared: int  # matches of this kind whose identifier would say nothing, for too many have it
    examples: list[Example]


def foresee_rule(
    workspace_id: int, kind: str, mode: str, most: int, place: int | None = None
) -> Foreseen:
    """What would be, were this the rule of the kind, against what the rules of now come to.

    `Invalid` as `set_rule` would refuse it.
    """
    rules = matching.rules_of(workspace_id)
    wanted = drafted(rules, kind, mode, most, place)
    code = matching.CODES[kind]
    rows = _matches(workspace_id)
    records = {end for row in rows for end in row[1:3]}
    apart = groups.severed(workspace_id, records)
    accounts = merging.accounts_of(workspace_id, records)

    def people(by: Mapping[int, KindRule]) -> tuple[dict[int, int], Counter[tuple[int, str]]]:
        aside = _aside(rows, by)
        told = matching.weighed((row[:4] for row in rows if row[0] not in aside), by)
        found = grouping.group(records, told, apart=apart, accounts=accounts)
        return found.survivors, Counter((row[3], aside[row[0]]) for row in rows if row[0] in aside)

    now, _ = people(rules)
    then, aside = people(wanted)
    found = compare(now, then)
    changes = [("joined", parts) for parts in found.joined.values()]
    changes += [("parted", parts) for parts in found.parted.values()]
    return Foreseen(
        joined=len(found.joined),
        parted=len(found.parted),
        moved=found.moved,
        suggested=aside[code, Match.State.ASKED.value],
        shared=aside[code, Match.State.SHARED.value],
        examples=_examples(changes, rows, now, then),
    )


def _matches(workspace_id: int) -> list[_Row]:
    rows = Match.objects.filter(workspace_id=workspace_id)
    found = rows.values_list("id", "customer", "other", "kind", "hash").iterator(chunk_size=20_000)
    return [(*row[:4], bytes(row[4])) for row in found]


def _aside(rows: list[_Row], rules: Mapping[int, KindRule]) -> dict[int, str]:
    """Matches that decide nothing by these rules, and why; as merging sets them aside."""
    counted = Counter((kind, hashed) for _, _, _, kind, hashed in rows if hashed)
    aside = {}
    for number, _, _, kind, hashed in rows:
        rule = rules.get(kind)
        if rule is None:
            continue
        if hashed and counted[kind, hashed] >= rule.most:
            aside[number] = Match.State.SHARED.value
        elif rule.mode != MatchRule.Mode.MERGE:
            aside[number] = matching.STATE_BY_MODE[rule.mode]
    return aside


def _examples(
    changes: list[tuple[str, list[int]]],
    rows: list[_Row],
    now: Mapping[int, int],
    then: Mapping[int, int],
) -> list[Example]:
    """The first of them, joined and parted by turns, with what the records have in common."""
    first = [one for one in changes if one[0] == "joined"][: EXAMPLES // 2]
    first += [one for one in changes if one[0] == "parted"][: EXAMPLES - len(first)]
    kinds: dict[int, set[str]] = {}
    for _, one, other, kind, _ in rows:
        name = matching.NAMES[kind]
        for shown in {now[one], then[one], now[other], then[other]}:
            kinds.setdefault(shown, set()).add(name)
    return [
        Example(change, parts, sorted(set().union(*(kinds.get(one, set()) for one in parts))))
        for change, parts in first
    ]
