"""What stands behind a figure: the total equals the figure, for every figure, in every scope."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from types import ModuleType

import pytest

from huike.base.access import actions
from huike.base.access.models import Workspace
from huike.base.access.rules import Scope
from huike.base.kernel.errors import Invalid
from huike.base.kernel.paging import encode_cursor
from huike.flow.measurement.queries.broadcast import Plan, broadcast_report
from huike.flow.measurement.queries.cohorts import cohorts
from huike.flow.measurement.queries.drilldown import Drilldown, drilldown
from huike.flow.measurement.queries.overview import overview
from huike.flow.measurement.queries.rfm import rfm_grid
from huike.flow.measurement.rules.figures import Figure
from huike.flow.measurement.rules.selections import (
    CategoryOrders,
    PeriodBuyers,
    PeriodOrders,
    Selection,
)
from huike.flow.profile import facade as profile
from huike.library.calendar import facade as calendar
from tests.flow.measurement import shop
from tests.flow.measurement.shop import NOW
from tests.flow.measurement.test_broadcast import PLAN, run_campaign

pytestmark = [pytest.mark.django_db, pytest.mark.facts]
PERIOD = calendar.named("last_90_days", timezone="Asia/Shanghai", now=NOW)
SCOPES = [None, (1,), ()]
_MOST_OF_A_CODE = {None: 5, (1,): 2, (): 2}  # days, cells and months of a code are alike


@pytest.fixture(scope="module")
def workspace(lasting_database: None) -> Workspace:
    return actions.create_workspace(name="Huike", timezone="Asia/Shanghai", currency="CNY")


@pytest.fixture(scope="module")
def other_workspace(lasting_database: None) -> Workspace:
    return actions.create_workspace(name="Other", timezone="Europe/London", currency="GBP")


@pytest.fixture(scope="module")
def _shop(workspace: Workspace, other_workspace: Workspace, lasting_warehouse: ModuleType) -> None:
    run_campaign(workspace, other_workspace)
    shop.land_orders(shop.make_orders(workspace.pk), "overview")
    shop.land_products(workspace.pk)
    shop.land_customers(workspace.pk)
    profile.refresh(workspace.pk, NOW)


def plan_of(broadcast_id: int) -> Plan:
    assert broadcast_id == PLAN.broadcast_id
    return PLAN


def behind(
    scope: Scope, selection: Selection, cursor: str | None = None, limit: int = 200
) -> Drilldown:
    return drilldown(scope, selection, plan_of, cursor=cursor, limit=limit)


def all_figures(scope: Scope) -> Iterator[Figure]:
    shown = overview(scope, PERIOD)
    yield from shown.figures
    yield from (row.revenue for row in shown.categories + shown.products)
    yield from (cell.people for cell in rfm_grid(scope).cells)
    for cohort in cohorts(scope, months=4, now=NOW).cohorts:
        yield from (cell.people for cell in cohort.months)
    report = broadcast_report(scope, PLAN, NOW)
    yield from (report.audience, report.revenue, *report.arms, *report.funnel, *report.endings)
    yield from (row.people for row in report.reasons)
    for outcome in report.outcomes:
        yield from (outcome.treated, outcome.holdout)
    for day in report.days:
        yield from day.figures


@pytest.mark.parametrize("shops", SCOPES)
@pytest.mark.usefixtures("_shop")
def test_the_total_behind_every_figure_is_the_figure(
    workspace: Workspace, shops: tuple[int, ...] | None
) -> None:
    scope = Scope(workspace.pk, shops)
    wrong, seen = [], Counter[str]()
    for figure in all_figures(scope):
        seen[figure.code] += 1
        if seen[figure.code] > _MOST_OF_A_CODE[shops]:
            continue
        wanted = figure.value if figure.numerator is None else figure.numerator
        found = behind(scope, figure.drilldown)
        if found.figure != wanted:
            wrong.append((figure.code, wanted, found.figure, figure.drilldown))
    assert not wrong
    assert len(seen) >= 20


@pytest.mark.usefixtures("_shop")
def test_pages_hold_everybody_once_and_add_up(workspace: Workspace) -> None:
    scope, selection = Scope(workspace.pk), PeriodBuyers(start=PERIOD.start, end=PERIOD.end)
    seen, cursor = [], None
    while True:
        page = behind(scope, selection, cursor, limit=17)
        seen += page.customers
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len(seen) == len({one.customer_id for one in seen}) == page.total
    assert sum(one.value for one in seen) == page.value
    assert [one.value for one in seen] == sorted((one.value for one in seen), reverse=True)


@pytest.mark.usefixtures("_shop")
def test_pages_of_orders_hold_each_once_the_latest_first(workspace: Workspace) -> None:
    scope = Scope(workspace.pk)
    selection = PeriodOrders(start=PERIOD.start, end=PERIOD.end, net=True, measure="value")
    seen, cursor = [], None
    while True:
        page = behind(scope, selection, cursor, limit=50)
        seen += page.orders
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len({(one.shop_id, one.order_no) for one in seen}) == len(seen) == page.total
    assert sum(one.value for one in seen) == page.value == page.figure
    assert [one.ordered_at for one in seen] == sorted((o.ordered_at for o in seen), reverse=True)


@pytest.mark.usefixtures("_shop")
def test_another_workspace_finds_nothing_behind_the_same_selection(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    selection = PeriodOrders(start=PERIOD.start, end=PERIOD.end)
    assert behind(Scope(workspace.pk), selection).total > 0
    assert behind(Scope(other_workspace.pk), selection).total == 0


@pytest.mark.usefixtures("_shop")
def test_a_cursor_of_another_list_is_refused(workspace: Workspace) -> None:
    scope = Scope(workspace.pk)
    orders = PeriodOrders(start=PERIOD.start, end=PERIOD.end)
    cursor = behind(scope, orders, limit=5).next_cursor
    with pytest.raises(Invalid, match="cursor"):
        behind(scope, PeriodBuyers(start=PERIOD.start, end=PERIOD.end), cursor)


@pytest.mark.usefixtures("_shop")
@pytest.mark.parametrize("values", [["x", 1], [None, 1], [1.5, 2], [1, 2**40]])
def test_a_forged_cursor_is_refused(workspace: Workspace, values: list[object]) -> None:
    selection = PeriodBuyers(start=PERIOD.start, end=PERIOD.end)
    with pytest.raises(Invalid, match="cursor"):
        behind(Scope(workspace.pk), selection, encode_cursor(values))


@pytest.mark.usefixtures("_shop")
def test_a_category_with_a_quote_is_only_a_word(workspace: Workspace) -> None:
    trick = CategoryOrders(
        start=PERIOD.start,
        end=PERIOD.end + timedelta(days=1),
        category="x') OR 1=1 --",
    )
    assert behind(Scope(workspace.pk), trick).total == 0
