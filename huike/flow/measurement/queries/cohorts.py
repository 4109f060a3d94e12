"""Retention: of those who first bought in a month, how many bought in each month since."""

from datetime import date, datetime
from itertools import groupby

from huike.base.access.facade import Scope, workspace
from huike.flow.measurement.queries.asking import ask, millis
from huike.flow.measurement.rules.figures import Cohort, CohortMonth, Cohorts, Figure
from huike.flow.measurement.rules.selections import CohortCell
from huike.library.calendar import facade as calendar

_NOBODY = {"people": 0, "revenue": 0}


def cohorts(scope: Scope, *, months: int, now: datetime) -> Cohorts:
    """The cohorts of the last so many months, this one included."""
    info = workspace(scope.workspace_id)
    this_month = calendar.local_day(now, info.timezone).replace(day=1)
    asked = {
        "zone": info.timezone,
        "end": millis(now),
        "since": _months_before(this_month, months - 1),
    }
    rows = ask("cohorts", scope, asked)
    found = []
    for first, group in groupby(rows, key=lambda row: row["first_month"]):
        cells = {row["months_since"]: row for row in group}
        size = cells[0]["people"]  # everybody of a cohort bought in its first month
        elapsed = _months_between(first, this_month)
        found.append(
            Cohort(
                first,
                size,
                tuple(
                    CohortMonth(
                        months_since=since,
                        people=_people(first, since, row["people"], now),
                        share=row["people"] / size,
                        revenue=row["revenue"],
                        is_partial=since == elapsed,
                    )
                    # A month in which nobody came back is a nought, not a gap.
                    for since in range(elapsed + 1)
                    for row in [cells.get(since, _NOBODY)]
                ),
            )
        )
    return Cohorts(info.currency, info.timezone, tuple(found))


def _people(month: date, since: int, people: int, now: datetime) -> Figure:
    cell = CohortCell(month=month, months_since=since, end=now)
    return Figure("cohort_month", "people", people, cell)


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _months_before(month: date, count: int) -> date:
    return _months_after(month, -count)


def _months_after(month: date, count: int) -> date:
    year, index = divmod(month.year * 12 + month.month - 1 + count, 12)
    return date(year, index + 1, 1)
