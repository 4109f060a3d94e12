"""The overview against a reckoning by hand over the same orders."""

from collections import defaultdict
from datetime import date, timedelta
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest

from huike.base.access import actions
from huike.base.access.models import Workspace
from huike.base.access.rules import Scope
from huike.flow.measurement.queries.cohorts import cohorts
from huike.flow.measurement.queries.overview import overview
from huike.flow.measurement.rules.figures import Overview
from huike.library.calendar import facade as calendar
from tests.flow.measurement import shop
from tests.flow.measurement.shop import NOW, Order

pytestmark = pytest.mark.facts

SHANGHAI = ZoneInfo("Asia/Shanghai")
SCOPES = [None, (1,), (2,)]


@pytest.fixture(scope="module")
def workspace(lasting_database: None) -> Workspace:
    return actions.create_workspace(name="Huike", timezone="Asia/Shanghai", currency="CNY")


@pytest.fixture(scope="module")
def orders(workspace: Workspace, lasting_warehouse: ModuleType) -> list[Order]:
    other = actions.create_workspace(name="Other", timezone="Europe/London", currency="GBP")
    found = shop.make_orders(workspace.pk)
    shop.land_orders(found)
    shop.land_orders(shop.make_orders(other.pk, seed=2), "other")
    shop.land_products(workspace.pk)
    return [one for one in found if not one.is_deleted]


def visible(orders: list[Order], shops: tuple[int, ...] | None) -> list[Order]:
    return [one for one in orders if shops is None or one.shop_id in shops]


def by_hand(orders: list[Order], period: calendar.Period) -> dict[str, float | None]:
    inside = [one for one in orders if period.start <= one.ordered_at < period.end]
    sold = [one for one in inside if one.counts]
    bought: dict[int, int] = defaultdict(int)
    for one in sold:
        bought[one.customer_id] += one.customer_id != 0
    bought.pop(0, None)
    firsts = {}
    for one in sorted((o for o in orders if o.counts), key=lambda o: o.ordered_at):
        firsts.setdefault(one.customer_id, one.ordered_at)
    firsts.pop(0, None)
    revenue = sum(one.amount for one in sold)
    return {
        "revenue": revenue,
        "net_revenue": revenue - sum(one.refund for one in inside),
        "orders": len(sold),
        "buyers": len(bought),
        "new_customers": sum(period.start <= at < period.end for at in firsts.values()),
        "average_order": revenue / len(sold) if sold else None,
        "repeat_rate": sum(n >= 2 for n in bought.values()) / len(bought) if bought else None,
    }


def values(found: Overview, *, of: str = "value") -> dict[str, float | None]:
    return {figure.code: getattr(figure, of) for figure in found.figures}


@pytest.mark.django_db
@pytest.mark.parametrize("shops", SCOPES)
@pytest.mark.parametrize("name", ["today", "last_28_days", "last_90_days", "this_month"])
def test_every_figure_and_the_one_before_equal_the_reckoning(
    orders: list[Order], workspace: Workspace, shops: tuple[int, ...] | None, name: str
) -> None:
    period = calendar.named(name, timezone="Asia/Shanghai", now=NOW)
    found = overview(Scope(workspace.pk, shops), period)
    mine = visible(orders, shops)
    assert values(found) == pytest.approx(by_hand(mine, period))
    assert values(found, of="before") == pytest.approx(by_hand(mine, calendar.before(period)))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "unit"), [("last_7_days", "day"), ("last_90_days", "week"), ("last_365_days", "week")]
)
def test_every_point_of_a_trend_is_the_figure_of_its_bucket(
    orders: list[Order], workspace: Workspace, name: str, unit: str
) -> None:
    period = calendar.named(name, timezone="Asia/Shanghai", now=NOW)
    found = overview(Scope(workspace.pk), period)
    assert found.unit == unit
    for index, bucket in enumerate(calendar.buckets(period, found.unit)):
        part = calendar.Period(bucket.start, bucket.end, "Asia/Shanghai")
        points = {figure.code: figure.trend[index].value for figure in found.figures}
        assert points == pytest.approx(by_hand(orders, part))


@pytest.mark.django_db
def test_top_categories_are_those_of_the_lines_of_orders_that_count(
    orders: list[Order], workspace: Workspace
) -> None:
    period = calendar.named("last_90_days", timezone="Asia/Shanghai", now=NOW)
    sold: dict[str, int] = defaultdict(int)
    for one in orders:
        if one.counts and period.start <= one.ordered_at < period.end:
            sold[one.category] += one.amount
    found = overview(Scope(workspace.pk), period)
    assert {row.name: row.revenue.value for row in found.categories} == sold
    assert [row.revenue.value for row in found.categories] == sorted(sold.values(), reverse=True)


@pytest.mark.django_db
def test_top_products_are_named_by_their_title(orders: list[Order], workspace: Workspace) -> None:
    period = calendar.named("last_90_days", timezone="Asia/Shanghai", now=NOW)
    found = overview(Scope(workspace.pk), period)
    assert len(found.products) == 10
    assert all(row.name == f"商品 {(row.sku or '')[3:]}" for row in found.products)


@pytest.mark.django_db
def test_another_workspace_and_no_shop_see_nothing(
    orders: list[Order], workspace: Workspace
) -> None:
    period = calendar.named("last_90_days", timezone="Asia/Shanghai", now=NOW)
    found = overview(Scope(workspace.pk, ()), period)
    assert set(values(found).values()) == {0, None}
    assert found.categories == ()


@pytest.mark.django_db
@pytest.mark.parametrize("shops", SCOPES)
def test_cohorts_equal_the_reckoning(
    orders: list[Order], workspace: Workspace, shops: tuple[int, ...] | None
) -> None:
    months: dict[int, set[date]] = defaultdict(set)
    for one in visible(orders, shops):
        if one.counts and one.customer_id and one.ordered_at < NOW:
            local = one.ordered_at.astimezone(SHANGHAI).date()
            months[one.customer_id].add(local.replace(day=1))
    wanted: dict[tuple[date, int], int] = defaultdict(int)
    for active in months.values():
        first = min(active)
        for month in active:
            wanted[first, (month.year - first.year) * 12 + month.month - first.month] += 1
    found = cohorts(Scope(workspace.pk, shops), months=36, now=NOW)
    this_month = NOW.astimezone(SHANGHAI).date().replace(day=1)
    for first in {first for first, _ in wanted}:
        elapsed = (this_month.year - first.year) * 12 + this_month.month - first.month
        for since in range(elapsed + 1):
            wanted[first, since] += 0  # a month without anybody is told as nought
    assert {
        (cohort.month, cell.months_since): cell.people.value
        for cohort in found.cohorts
        for cell in cohort.months
    } == wanted
    assert all(cohort.months[0].share == 1 for cohort in found.cohorts)


@pytest.mark.django_db
def test_only_this_month_is_partial(orders: list[Order], workspace: Workspace) -> None:
    found = cohorts(Scope(workspace.pk), months=6, now=NOW)
    partial = [
        (cohort.month, cell.months_since)
        for cohort in found.cohorts
        for cell in cohort.months
        if cell.is_partial
    ]
    this_month = date(2026, 11, 1)
    assert partial
    assert all(
        (this_month.year - m.year) * 12 + this_month.month - m.month == n for m, n in partial
    )
    assert min(cohort.month for cohort in found.cohorts) >= this_month - timedelta(days=160)
