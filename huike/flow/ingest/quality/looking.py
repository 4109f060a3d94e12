"""How good what comes is: every source with its score day by day, and one of them in full."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Min, Sum

from huike.base.access.facade import Scope, workspace
from huike.base.kernel import clock
from huike.flow.ingest.quality import limits, sources
from huike.flow.ingest.quality.models import QualityAlert, QualityCount
from huike.flow.ingest.quality.rules import checks
from huike.flow.ingest.quality.rules.checks import Check, Limit, Verdict
from huike.flow.ingest.quality.rules.scoring import FAULTS, WEIGHTS, Fault, score, seen
from huike.flow.ingest.quality.sources import Key, SourceOfFacts

DAYS = 30
_WEEK = 7
_CAME = ("came", "history")
_Counts = Mapping[str, int]


@dataclass(frozen=True)
class Day:
    """A day of a source."""

    day: date
    seen: int
    score: int | None


@dataclass(frozen=True)
class Doing:
    """A source, its score over seven days, and each of the last thirty."""

    source: SourceOfFacts
    score: int | None
    last_at: datetime | None
    days: list[Day]
    open: int  # alerts


@dataclass(frozen=True)
class Part:
    """How many records of thirty days had a fault, and what each takes from the score."""

    what: Fault
    count: int
    weight: int  # tenths of a record


@dataclass(frozen=True)
class Ruled:
    """A check, its limit, and what it comes to now."""

    check: Check
    limit: Limit
    verdict: Verdict


@dataclass(frozen=True)
class Whole:
    """One source in full."""

    doing: Doing
    seen: int
    parts: list[Part]
    rules: list[Ruled]


def listed(scope: Scope) -> list[Doing]:
    """Every source; those with something wrong first, then the worst score."""
    known = sources.known(scope)
    found = _doing(scope.workspace_id, known)
    return sorted(found, key=lambda one: (-one.open, 101 if one.score is None else one.score))


def whole(scope: Scope, kind: str, number: int) -> Whole:
    """One source: its parts and what is looked for in it."""
    source = sources.one(scope, kind, number)
    [doing] = _doing(scope.workspace_id, [source])
    counts = _sum(_by_day(scope.workspace_id, source).get(source.key, {}).values())
    found = judged(scope.workspace_id, [source])[source.key]
    parts = [Part(what, counts[what], WEIGHTS.get(what, 0)) for what in FAULTS]
    return Whole(doing, seen(counts), [one for one in parts if one.count], found)


def judged(workspace_id: int, known: Sequence[SourceOfFacts]) -> dict[Key, list[Ruled]]:
    """What each check of these sources comes to now."""
    now = clock.now()
    today, hour = checks.here(now, workspace(workspace_id).timezone)
    ours = QualityCount.objects.filter(workspace_id=workspace_id, what__in=_CAME)
    told = {
        (kind, number): (first, last)
        for kind, number, first, last in ours.values_list("kind", "source").annotate(
            Min("day"), Max("last_at")
        )
    }
    faults = _by_day(workspace_id, since=today)
    came = _so_far(workspace_id, today, hour)
    set_limits = limits.limits(workspace_id)
    found = {}
    for source in known:
        first, last = told.get(source.key, (None, None))
        counts = _sum(faults.get(source.key, {}).values())
        before = [came[(*source.key, day)] for day in checks.weekdays_before(today, first)]
        rows = []
        for check in checks.of_kind(source.kind):
            limit = limits.of(source.kind, set_limits.get(source.key, {}), check)
            if source.is_paused or not limit.is_on:
                verdict = Verdict("off")
            elif check == "freshness":
                verdict = checks.freshness(last, now, limit.limit)
            elif check == "volume":
                so_far = came[(*source.key, today)]
                verdict = checks.volume(so_far, before, hour, limit.limit)
            else:
                verdict = checks.share(check, counts, limit.limit)
            rows.append(Ruled(check, limit, verdict))
        found[source.key] = rows
    return found


def _doing(workspace_id: int, known: Sequence[SourceOfFacts]) -> list[Doing]:
    today = checks.here(clock.now(), workspace(workspace_id).timezone)[0]
    by_day = _by_day(workspace_id, known[0] if len(known) == 1 else None)
    ours = QualityCount.objects.filter(workspace_id=workspace_id, what__in=_CAME)
    last = {
        (kind, number): at
        for kind, number, at in ours.values_list("kind", "source").annotate(Max("last_at"))
    }
    alerts = QualityAlert.objects.filter(workspace_id=workspace_id, closed_at=None)
    wrong = Counter(alerts.values_list("kind", "source"))
    found = []
    for source in known:
        of_source = by_day.get(source.key, {})
        days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
        counted = [(day, of_source.get(day, {})) for day in days]
        found.append(
            Doing(
                source,
                score(_sum(counts for _, counts in counted[-_WEEK:])),
                last.get(source.key),
                [Day(day, seen(counts), score(counts)) for day, counts in counted],
                wrong[source.key],
            )
        )
    return found


def _by_day(
    workspace_id: int, source: SourceOfFacts | None = None, since: date | None = None
) -> dict[Key, dict[date, dict[str, int]]]:
    """What came since then, by source and day."""
    today = checks.here(clock.now(), workspace(workspace_id).timezone)[0]
    rows = QualityCount.objects.filter(
        workspace_id=workspace_id, day__gte=since or today - timedelta(days=DAYS - 1)
    )
    if source is not None:
        rows = rows.filter(kind=source.kind, source=source.id)
    found: dict[Key, dict[date, dict[str, int]]] = {}
    counted = rows.values_list("kind", "source", "day", "what").annotate(Sum("count"))
    for kind, number, day, what, count in counted:
        found.setdefault((kind, number), {}).setdefault(day, {})[what] = count
    return found


def _so_far(workspace_id: int, today: date, hour: int) -> Counter[tuple[str, int, date]]:
    """What came in the whole hours of this weekday, today and in the weeks before."""
    days = [today - timedelta(weeks=week) for week in range(checks.WEEKS + 1)]
    rows = QualityCount.objects.filter(
        workspace_id=workspace_id, what="came", day__in=days, hour__lt=hour
    )
    counted = rows.values_list("kind", "source", "day").annotate(Sum("count"))
    return Counter({(kind, number, day): count for kind, number, day, count in counted})


def _sum(every: Iterable[_Counts]) -> Counter[str]:
    total: Counter[str] = Counter()
    for counts in every:
        total.update(counts)
    return total
