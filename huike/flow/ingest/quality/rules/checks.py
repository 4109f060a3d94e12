"""What is looked for in a source, and whether it is wrong now. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import sqrt
from statistics import median
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from huike.flow.ingest.quality.rules.scoring import seen

Check = Literal["freshness", "volume", "schema", "range", "reference", "rules"]
CHECKS: tuple[Check, ...] = get_args(Check)
State = Literal["fine", "wrong", "not_yet", "off"]

WEEKS = 8  # the same weekday so often before
FEWEST_WEEKS = 4
_FEWEST_RECORDS = 20  # of fewer no share is made
_OF_MAD = 1.4826  # makes of a median deviation what a standard deviation would be
_MOST = {"freshness": 24 * 60, "volume": 20}  # of a share, all of it
# Which faults a limit in percent is about.
_FAULTS: dict[str, tuple[str, ...]] = {
    "schema": ("schema", "plan", "refused"),
    "range": ("range",),
    "reference": ("reference",),
    "rules": ("held", "warned"),
}
_RULED = ("file_orders", "file_products", "connection")


@dataclass(frozen=True)
class Limit:
    """Whether a check is made, and how far things may go.

    `limit` is hours (freshness), usual deviations (volume), or percent of today's records.
    """

    is_on: bool
    limit: int


@dataclass(frozen=True)
class Verdict:
    """What a check comes to, and the figures it stands on."""

    state: State
    facts: Mapping[str, float] = field(default_factory=dict)


def of_kind(kind: str) -> tuple[Check, ...]:
    """What is looked for in a source of this kind: a plan judges events, not rules for rows."""
    return CHECKS if kind in _RULED else CHECKS[:-1]


def default(kind: str, check: Check) -> Limit:
    """What holds until a person says otherwise: files are brought when somebody brings them."""
    comes_by_itself = not kind.startswith("file_")
    if check == "freshness":
        return Limit(comes_by_itself, 24 if comes_by_itself else 24 * 7)
    return Limit(comes_by_itself, 4) if check == "volume" else Limit(True, 5)


def fits(check: Check, limit: int) -> bool:
    """Whether a limit makes sense."""
    return 1 <= limit <= _MOST.get(check, 100)


def here(at: datetime, zone: str) -> tuple[date, int]:
    """The day and the hour that it is there."""
    local = at.astimezone(ZoneInfo(zone))
    return local.date(), local.hour


def freshness(last_at: datetime | None, now: datetime, limit: int) -> Verdict:
    """Wrong when nothing came for so many hours; who has never sent is not missed."""
    if last_at is None:
        return Verdict("not_yet")
    hours = (now - last_at) / timedelta(hours=1)
    facts = {"hours": round(max(0.0, hours), 1), "limit": limit}
    return Verdict("wrong" if hours > limit else "fine", facts)


def volume(so_far: int, before: Sequence[int], hour: int, limit: int) -> Verdict:
    """Wrong when the whole hours of today brought far more or less than the same weekdays did.

    `before` are the same hours of the same weekday, a number each week that the source was known.
    """
    if len(before) < FEWEST_WEEKS:
        return Verdict("not_yet", {"weeks": len(before), "needed": FEWEST_WEEKS})
    usual = median(before)
    facts = {"today": so_far, "usual": usual, "hour": hour, "limit": limit}
    if hour == 0:
        return Verdict("not_yet", facts)
    spread = _OF_MAD * median(abs(one - usual) for one in before)
    # Counts vary by their root even where eight weeks happened to be alike.
    far = abs(so_far - usual) > limit * max(spread, sqrt(usual), 1.0)
    return Verdict("wrong" if far else "fine", facts)


def share(check: Check, counts: Mapping[str, int], limit: int) -> Verdict:
    """Wrong when more than so many percent of today's records had this fault."""
    failed = sum(counts.get(what, 0) for what in _FAULTS[check])
    facts = {"seen": seen(counts), "failed": failed, "limit": limit}
    if facts["seen"] < _FEWEST_RECORDS:
        return Verdict("not_yet", facts | {"needed": _FEWEST_RECORDS})
    return Verdict("wrong" if failed * 100 > limit * facts["seen"] else "fine", facts)


def weekdays_before(day: date, first: date | None) -> list[date]:
    """The same weekday of the last weeks, as far as the source was known all that day."""
    days = [day - timedelta(weeks=week) for week in range(1, WEEKS + 1)]
    return [one for one in days if first is not None and one > first]
