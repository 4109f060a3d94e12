"""Reports over HTTP: what they answer, to whom, and how they refuse."""

from datetime import timedelta
from types import ModuleType

import pytest

from huike.base.access.models import Workspace
from huike.base.kernel import clock
from tests.flow.measurement import shop
from tests.flow.measurement.shop import Order
from tests.support.api import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def _two_orders(workspace: Workspace, warehouse: ModuleType) -> None:
    hour = timedelta(hours=1)
    now = clock.now().replace(microsecond=0)
    shop.land_orders(
        [
            Order(workspace.pk, 1, "A", 5, now - hour, amount=1200, category="茶", sku="t"),
            Order(workspace.pk, 2, "B", 6, now - 2 * hour, amount=800, category="茶", sku="t"),
        ]
    )


@pytest.mark.usefixtures("_two_orders")
def test_a_figure_comes_with_its_selection_and_the_selection_answers_it(
    workspace: Workspace,
) -> None:
    caller = Caller(workspace, "analyst")
    shown = caller.get("/reports/overview", period="last_7_days").json()
    revenue = next(figure for figure in shown["figures"] if figure["code"] == "revenue")
    behind = caller.post("/reports/drilldown", {"selection": revenue["drilldown"]}).json()
    assert (revenue["value"], behind["figure"], behind["total"]) == (2000, 2000, 2)
    assert [one["order_no"] for one in behind["orders"]] == ["A", "B"]
    assert shown["currency"] == "CNY"


@pytest.mark.usefixtures("_two_orders")
def test_a_token_of_one_shop_sees_that_shop(workspace: Workspace) -> None:
    caller = Caller(workspace, "analyst", shop_ids=[2])
    shown = caller.get("/reports/overview", period="last_7_days").json()
    assert {f["code"]: f["value"] for f in shown["figures"]}["revenue"] == 800


def test_days_of_ones_own_are_read_in_the_workspaces_zone(
    workspace: Workspace, warehouse: ModuleType
) -> None:
    shown = (
        Caller(workspace)
        .get("/reports/overview", **{"from": "2026-01-01", "to": "2026-01-31"})
        .json()
    )
    assert shown["period"]["start"] == "2025-12-31T16:00:00Z"
    assert shown["period"]["days"] == 31
    assert shown["before"]["first_day"] == "2025-12-01"


@pytest.mark.parametrize(
    ("params", "where"),
    [
        ({"period": "fortnight"}, "period"),
        ({"from": "2026-01-01"}, "to"),
        ({"from": "2026-01-02", "to": "2026-01-01"}, "to"),
        ({"from": "2999-01-01", "to": "2999-01-02"}, "from"),
        ({"from": "soon", "to": "later"}, "from"),
    ],
)
def test_a_period_that_cannot_be_is_refused_with_its_place(
    workspace: Workspace, params: dict[str, str], where: str
) -> None:
    answer = Caller(workspace).get("/reports/overview", **params)
    assert answer.status_code == 422
    assert answer.json()["where"] == where


def test_a_broadcast_that_is_not_there_is_not_found(
    workspace: Workspace, warehouse: ModuleType
) -> None:
    caller = Caller(workspace)
    assert caller.get("/reports/broadcasts/77").status_code == 404
    selection = {"of": "broadcast_stage", "broadcast_id": 77, "stage": "sent"}
    assert caller.post("/reports/drilldown", {"selection": selection}).status_code == 404


@pytest.mark.parametrize(
    "selection",
    [
        {"of": "everything"},
        {"of": "period_orders", "start": "2026-01-01T00:00:00", "end": "2026-02-01T00:00:00Z"},
        {"of": "rfm_cell", "recency": 9, "frequency": 1},
        {"of": "broadcast_stage", "broadcast_id": 1, "stage": "1=1"},
        {"of": "new_customers", "start": "2026-01-01T00:00:00Z", "end": "x", "more": 1},
    ],
)
def test_a_selection_that_cannot_be_is_refused(
    workspace: Workspace, selection: dict[str, object]
) -> None:
    answer = Caller(workspace).post("/reports/drilldown", {"selection": selection})
    assert answer.status_code == 422


def test_an_agent_may_not_read_reports(workspace: Workspace) -> None:
    caller = Caller(workspace, "agent")
    for path in ("overview", "rfm", "cohorts", "definitions", "broadcasts/1"):
        assert caller.get(f"/reports/{path}").status_code == 403


def test_every_code_that_a_report_shows_is_defined(
    workspace: Workspace, warehouse: ModuleType
) -> None:
    caller = Caller(workspace)
    defined = {one["code"] for one in caller.get("/reports/definitions").json()}
    shown = caller.get("/reports/overview").json()
    assert {figure["code"] for figure in shown["figures"]} <= defined
    assert {"newcombe_hybrid_score", "z_pooled", "fisher_exact", "welch_t"} <= defined
    assert {"chi_square_fit", "intention_to_treat", "too_few", "detectable"} <= defined
