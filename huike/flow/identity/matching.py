"""What an identifier that two records share means in a workspace, by kind; and the evidence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from huike.base.kernel.paging import Page, decode_cursor, encode_cursor, limit_of
from huike.flow.identity import groups
from huike.flow.identity.models import Customer, Match, MatchRule
from huike.flow.identity.rules.grouping import STAFF, Evidence
from huike.flow.identity.rules.kinds import ALIAS, APP, KINDS
from huike.flow.identity.rules.person import shop_ids

# A phone or an address of a family may stand at several; one of an agency stands at hundreds.
MOST = 5
DECIDES_NOTHING = (Match.State.SHARED, Match.State.ASKED, Match.State.IGNORED)
# What becomes of a match whose kind does not merge.
STATE_BY_MODE: dict[str, str] = {
    MatchRule.Mode.ASK.value: Match.State.ASKED.value,
    MatchRule.Mode.NEVER.value: Match.State.IGNORED.value,
}
# What may say that two records are one, believed in this order unless a workspace says otherwise.
DECIDING = (*(kind for kind in KINDS if kind.may_merge), ALIAS, APP)
CODES = {kind.name: kind.code for kind in DECIDING}
NAMES = {STAFF: "staff"} | {kind.code: kind.name for kind in DECIDING}
# Whoever may send messages could merge anybody by an alias, and whether an app's numbers are one
# person's, sources disagree; until somebody says otherwise, both are asked.
_ASKED = {ALIAS.code, APP.code}
_OPEN = (Match.State.ASKED, Match.State.ACCOUNTS, Match.State.TOO_MANY)
_READ = 500


@dataclass(frozen=True)
class KindRule:
    """What is done when an identifier of this kind is seen with two records."""

    kind: str
    mode: str  # merge, ask, never
    most: int  # records that it may bring together; with more it says nothing
    place: int  # 1 is believed first: who is known by it, is this person whatever else is given


@dataclass(frozen=True)
class Told:
    """A piece of evidence that two records are one person."""

    id: int
    customer_id: int
    other_id: int
    kind: str  # of the identifier; staff: a person said so
    source: str
    seen_at: datetime
    state: str


@dataclass(frozen=True)
class Record:
    """One record of a person."""

    id: int
    created_at: datetime
    shop_ids: list[int]


def rules_of(workspace_id: int) -> dict[int, KindRule]:
    """The rule of each kind that says who somebody is, what is believed first before the others."""
    own = {row.kind: row for row in MatchRule.objects.filter(workspace_id=workspace_id)}
    places = {
        kind.code: (own[kind.code].place if kind.code in own else None) or default
        for default, kind in enumerate(DECIDING, 1)
    }
    return {
        code: KindRule(
            NAMES[code],
            own[code].mode if code in own else _mode(code),
            own[code].most if code in own else MOST,
            place,
        )
        for place, code in enumerate(sorted(places, key=places.__getitem__), 1)
    }


def _mode(code: int) -> str:
    return (MatchRule.Mode.ASK if code in _ASKED else MatchRule.Mode.MERGE).value


def weighed(
    rows: Iterable[tuple[int, int, int, int]], rules: Mapping[int, KindRule]
) -> list[Evidence]:
    """Matches (number, record, other, kind) as evidence, each believed as its kind is here."""
    beliefs = {code: len(rules) + 1 - rule.place for code, rule in rules.items()}
    beliefs[STAFF] = STAFF
    return [
        Evidence(*row[:3], beliefs[row[3]], joins_accounts=row[3] == ALIAS.code) for row in rows
    ]


def records(workspace_id: int, customer_id: int) -> list[int]:
    """The records of a person, the oldest first."""
    return groups.records(workspace_id, [customer_id]).get(customer_id, [customer_id])


def evidence(workspace_id: int, customer_id: int) -> list[Told]:
    """Everything that speaks of this person's records being one person, or another's, newest first.

    What was said of two of them twice stands here twice; at most 200.
    """
    own = records(workspace_id, customer_id)
    rows = Match.objects.filter(workspace_id=workspace_id)
    mine = rows.filter(Q(customer__in=own) | Q(other__in=own)).order_by("-id")
    return [_told(row) for row in mine[:200]]


def suggestions(workspace_id: int, cursor: str | None, limit: int) -> Page[Told]:
    """Matches that wait for a person to say what they mean, newest first."""
    limit = limit_of(limit)
    before = decode_cursor(cursor, 1)[0] if cursor else None
    found: list[Told] = []
    while len(found) <= limit:
        rows = Match.objects.filter(workspace_id=workspace_id, state__in=_OPEN)
        if before is not None:
            rows = rows.filter(pk__lt=before)
        some = list(rows.order_by("-id")[:_READ])
        if not some:
            break
        before = some[-1].pk
        found += _undecided(workspace_id, some)
    more = encode_cursor([found[limit - 1].id]) if len(found) > limit else None
    return Page(found[:limit], more, None)


def _undecided(workspace_id: int, rows: Sequence[Match]) -> list[Told]:
    """Those of people who have not become one in another way, or been kept apart."""
    ends = [end for row in rows for end in (row.customer_id, row.other_id)]
    people = groups.shown_as(workspace_id, ends)
    severed = groups.severed(workspace_id, ends)
    return [
        _told(row)
        for place, row in enumerate(rows)
        if people[2 * place] != people[2 * place + 1]
        and (min(ends[2 * place : 2 * place + 2]), max(ends[2 * place : 2 * place + 2]))
        not in severed
    ]


def outlines(workspace_id: int, ids: Sequence[int]) -> dict[int, Record]:
    """These records without anything personal."""
    rows = Customer.objects.filter(workspace_id=workspace_id, id__in=ids)
    return {
        row.pk: Record(row.pk, row.created_at, sorted(shop_ids(row.shops)))
        for row in rows.only("id", "created_at", "shops")
    }


def _told(row: Match) -> Told:
    kind = NAMES[row.kind]
    return Told(row.pk, row.customer_id, row.other_id, kind, row.source, row.seen_at, row.state)
