"""The door of measurement: reports, and what stands behind each of their figures."""

from datetime import date

from huike.base.access.facade import Scope, workspace
from huike.base.kernel import clock
from huike.base.kernel.errors import Invalid
from huike.flow.journey import facade as journey
from huike.flow.measurement.queries import broadcast as broadcast_queries
from huike.flow.measurement.queries import cohorts as cohort_queries
from huike.flow.measurement.queries import drilldown as drilldown_queries
from huike.flow.measurement.queries.broadcast import Plan
from huike.flow.measurement.queries.drilldown import Drilldown
from huike.flow.measurement.queries.overview import overview
from huike.flow.measurement.queries.rfm import rfm_grid
from huike.flow.measurement.rules.definitions import DEFINITIONS, Definition
from huike.flow.measurement.rules.figures import BroadcastReport, Cohorts, Overview, RfmGrid
from huike.flow.measurement.rules.selections import Selection
from huike.library.calendar import facade as calendar

__all__ = [
    "BroadcastReport",
    "Cohorts",
    "Definition",
    "Drilldown",
    "Overview",
    "RfmGrid",
    "Selection",
    "broadcast_report",
    "cohorts",
    "definitions",
    "drilldown",
    "overview",
    "period_of",
    "rfm_grid",
]


def period_of(
    scope: Scope, *, name: str, first_day: date | None = None, last_day: date | None = None
) -> calendar.Period:
    """A named period in the workspace's zone, or the days from one to another."""
    zone = workspace(scope.workspace_id).timezone
    if first_day is None and last_day is None:
        return calendar.named(name, timezone=zone, now=clock.now())
    if first_day is None or last_day is None:
        raise Invalid(
            "A period of your own needs both from and to",
            code="bad_period",
            where="from" if first_day is None else "to",
        )
    return calendar.custom(first_day, last_day, timezone=zone, now=clock.now())


def cohorts(scope: Scope, *, months: int) -> Cohorts:
    """Retention of those who first bought in the last so many months."""
    return cohort_queries.cohorts(scope, months=months, now=clock.now())


def broadcast_report(scope: Scope, broadcast_id: int) -> BroadcastReport:
    """What a broadcast came to; one that the reader may not see does not exist."""
    return broadcast_queries.broadcast_report(scope, _plan(scope, broadcast_id), clock.now())


def drilldown(
    scope: Scope, selection: Selection, *, cursor: str | None = None, limit: int = 50
) -> Drilldown:
    """One page of the people or orders behind a figure."""
    return drilldown_queries.drilldown(
        scope, selection, lambda broadcast: _plan(scope, broadcast), cursor=cursor, limit=limit
    )


def definitions() -> list[Definition]:
    """What every figure and method means."""
    return list(DEFINITIONS.values())


def _plan(scope: Scope, broadcast_id: int) -> Plan:
    found = journey.seen(scope, broadcast_id)
    return Plan(broadcast_id, found.goal_days, found.holdout_share, found.name)
