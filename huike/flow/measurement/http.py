"""Reports over HTTP: figures with their definitions, and what stands behind each of them."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from huike.base.access.facade import Actor, needs
from huike.base.kernel.errors import Forbidden
from huike.flow.measurement import facade
from huike.flow.measurement.queries.drilldown import Drilldown
from huike.flow.measurement.rules.definitions import Definition
from huike.flow.measurement.rules.figures import BroadcastReport, Cohorts, Overview, RfmGrid
from huike.flow.measurement.rules.selections import Selection

router = Router(tags=["reports"])


class DrilldownIn(Schema):
    selection: Selection
    cursor: str | None = None
    limit: int = 50


@router.get("/overview", response=Overview, operation_id="getOverview")
@needs("reports.read")
def get_overview(
    request: HttpRequest,
    period: str = "last_28_days",
    first_day: date | None = Query(None, alias="from"),  # type: ignore[type-arg]
    last_day: date | None = Query(None, alias="to"),  # type: ignore[type-arg]
) -> Any:
    """How the shop does in a named period, or from one day to another, against the one before."""
    scope = _actor(request).scope
    chosen = facade.period_of(scope, name=period, first_day=first_day, last_day=last_day)
    return facade.overview(scope, chosen)


@router.get("/rfm", response=RfmGrid, operation_id="getRfmGrid")
@needs("reports.read")
def get_rfm(request: HttpRequest) -> Any:
    """Customers by recency and frequency score."""
    return facade.rfm_grid(_actor(request).scope)


@router.get("/cohorts", response=Cohorts, operation_id="getCohorts")
@needs("reports.read")
def get_cohorts(
    request: HttpRequest,
    months: int = Query(12, ge=1, le=36),  # type: ignore[type-arg]
) -> Any:
    """Retention by month of the first order."""
    return facade.cohorts(_actor(request).scope, months=months)


@router.get(
    "/broadcasts/{broadcast_id}", response=BroadcastReport, operation_id="getBroadcastReport"
)
@needs("reports.read")
def get_broadcast_report(request: HttpRequest, broadcast_id: int) -> Any:
    """Funnel, endings, and treated against holdout of one broadcast."""
    return facade.broadcast_report(_actor(request).scope, broadcast_id)


@router.post("/drilldown", response=Drilldown, operation_id="drillDown")
@needs("reports.read")
def drill_down(request: HttpRequest, body: DrilldownIn) -> Any:
    """The people or orders behind a figure; the total equals the figure."""
    actor = _actor(request)
    if not actor.can("customers.read" if body.selection.kind == "customers" else "orders.read"):
        raise Forbidden("This role sees figures, not who stands behind them", code="no_drilldown")
    return facade.drilldown(
        actor.scope, body.selection, cursor=body.cursor or None, limit=body.limit
    )


@router.get("/definitions", response=list[Definition], operation_id="listDefinitions")
@needs("reports.read")
def list_definitions(request: HttpRequest) -> Any:
    """What every figure and method means."""
    return facade.definitions()


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor
