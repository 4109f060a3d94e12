"""A broadcast's report against a reckoning by hand over the same people, messages and orders."""

import random
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from scipy import stats

from huike.base.access.models import Workspace
from huike.base.access.rules import Scope
from huike.flow.measurement.queries.broadcast import Plan, broadcast_report
from huike.flow.measurement.rules.figures import BroadcastReport
from tests.flow.measurement import shop
from tests.flow.measurement.shop import NOW, Order

pytestmark = pytest.mark.facts

PLAN = Plan(broadcast_id=7, goal_days=14, holdout_share=0.25)
SENT_AT = NOW - timedelta(days=40)
PEOPLE = range(1, 161)


class Campaign:
    """Who was in which arm, what their message came to, and all orders."""

    def __init__(self, workspace_id: int) -> None:
        rng = random.Random(5)
        self.arms = {c: "holdout" if rng.random() < 0.25 else "treated" for c in PEOPLE}
        self.acts: dict[int, dict[str, datetime]] = {}
        self.reasons: dict[int, str] = {}
        for customer, arm in self.arms.items():
            if arm == "treated":
                self._message(customer, rng)
        self.orders = [
            Order(
                workspace_id,
                rng.choice([1, 2]),
                f"B{n}",
                rng.choice(PEOPLE),
                SENT_AT + timedelta(hours=rng.uniform(-200, 700)),
                amount=rng.randrange(50_000),
                status=rng.choice(["completed"] * 9 + ["cancelled"]),
            )
            for n in range(400)
        ]

    def _message(self, customer: int, rng: random.Random) -> None:
        dice, at = rng.random(), SENT_AT + timedelta(minutes=1)
        if dice < 0.15:
            ending = rng.choice(["refused", "failed", "unknown"])
            self.reasons[customer] = "no_consent" if ending == "refused" else ""
            self.acts[customer] = {ending: at}
        elif dice < 0.18:
            self.acts[customer] = {}
        else:
            acts = {"sent": at}
            if dice < 0.6:
                acts["opened"] = at + timedelta(hours=rng.uniform(0, 100))
            if dice < 0.3 or dice > 0.95:
                acts["clicked"] = at + timedelta(hours=rng.uniform(0, 200))
            if dice > 0.9:
                acts["unsubscribed"] = at + timedelta(hours=1)
            self.acts[customer] = acts

    def bought(self, customer: int, since: datetime | None = None) -> list[int]:
        first = max(SENT_AT, since or SENT_AT)
        return [
            one.amount
            for one in self.orders
            if one.customer_id == customer
            and one.counts
            and first <= one.ordered_at < SENT_AT + timedelta(days=PLAN.goal_days)
        ]

    def arm(self, name: str) -> list[int]:
        return [customer for customer, arm in self.arms.items() if arm == name]

    def with_act(self, *names: str) -> list[int]:
        return [c for c, acts in self.acts.items() if any(name in acts for name in names)]


@pytest.fixture
def campaign(workspace: Workspace, other_workspace: Workspace, warehouse: ModuleType) -> Campaign:
    return run_campaign(workspace, other_workspace)


def run_campaign(workspace: Workspace, other_workspace: Workspace) -> Campaign:
    """One that ran in both workspaces, landed."""
    made = Campaign(workspace.pk)
    shop.land_orders(made.orders)
    for workspace_id in (workspace.pk, other_workspace.pk):
        shop.expose(workspace_id, 7, made.arms, SENT_AT)
        shop.expose(workspace_id, 8, dict.fromkeys(PEOPLE, "treated"), SENT_AT)
    acts = [
        (customer, kind, made.reasons.get(customer, ""), at)
        for customer, found in made.acts.items()
        for kind, at in found.items()
    ]
    # An open is often told more than once.
    again = [(c, kind, "", at + timedelta(hours=1)) for c, kind, _, at in acts if kind == "opened"]
    shop.tell(workspace.pk, 7, acts + again)
    return made


@pytest.fixture
def report(campaign: Campaign, workspace: Workspace) -> BroadcastReport:
    return broadcast_report(Scope(workspace.pk), PLAN, NOW)


def people(figures: Any) -> dict[str, float | None]:
    return {figure.code: figure.value for figure in figures}


@pytest.mark.django_db
def test_the_funnel_counts_people_each_stage_within_the_one_before(
    campaign: Campaign, report: BroadcastReport
) -> None:
    clicked = [c for c, acts in campaign.acts.items() if "clicked" in acts]
    assert people(report.funnel) == {
        "sent": len(campaign.with_act("sent")),
        "delivered": len(campaign.with_act("sent")),
        "opened": len(campaign.with_act("opened", "clicked")),
        "clicked": len(clicked),
        "ordered": sum(bool(campaign.bought(c, campaign.acts[c]["clicked"])) for c in clicked),
    }
    counts = [figure.value or 0 for figure in report.funnel]
    assert counts == sorted(counts, reverse=True)
    assert 0 < counts[-1] < counts[-2]


@pytest.mark.django_db
def test_every_treated_person_has_one_ending(campaign: Campaign, report: BroadcastReport) -> None:
    endings = people(report.endings)
    assert endings == {
        "sent": len(campaign.with_act("sent")),
        "refused": len(campaign.with_act("refused")),
        "failed": len(campaign.with_act("failed")),
        "unknown": len(campaign.with_act("unknown")),
        "waiting": sum(not acts for acts in campaign.acts.values()),
        "unsubscribed": len(campaign.with_act("unsubscribed")),
    }
    treated = people(report.arms)["treated"]
    del endings["unsubscribed"]
    assert sum(value or 0 for value in endings.values()) == treated
    assert report.audience.value == len(campaign.arms)


@pytest.mark.django_db
def test_refusals_are_named(campaign: Campaign, report: BroadcastReport) -> None:
    found = {(row.ending, row.reason): row.people.value for row in report.reasons}
    assert found["refused", "no_consent"] == len(campaign.with_act("refused"))
    assert sum(v or 0 for v in found.values()) == len(
        campaign.with_act("refused", "failed", "unknown")
    )


@pytest.mark.django_db
def test_conversion_counts_everybody_assigned(campaign: Campaign, report: BroadcastReport) -> None:
    found = report.outcomes[0].comparison
    hits = {
        arm: sum(bool(campaign.bought(c)) for c in campaign.arm(arm))
        for arm in ("treated", "holdout")
    }
    assert found.treated == hits["treated"] / len(campaign.arm("treated"))
    assert found.holdout == hits["holdout"] / len(campaign.arm("holdout"))
    assert found.interval is not None
    assert found.interval.covers(found.treated - found.holdout)


@pytest.mark.django_db
@pytest.mark.parametrize(("index", "of"), [(1, sum), (2, len)])
def test_means_per_person_are_welchs_over_all_with_zeros(
    campaign: Campaign, report: BroadcastReport, index: int, of: Any
) -> None:
    found = report.outcomes[index].comparison
    one, two = (
        np.array([of(campaign.bought(c)) for c in campaign.arm(arm)], dtype=float)
        for arm in ("treated", "holdout")
    )
    wanted = stats.ttest_ind(one, two, equal_var=False)
    limits = wanted.confidence_interval(0.95)
    assert found.treated == pytest.approx(one.mean())
    assert found.p_value == pytest.approx(float(wanted.pvalue))
    assert found.interval is not None
    assert found.interval.low == pytest.approx(float(limits.low))
    assert found.interval.high == pytest.approx(float(limits.high))
    assert found.incremental == pytest.approx((one.mean() - two.mean()) * len(one))


@pytest.mark.django_db
def test_the_split_is_checked_against_the_one_configured(
    campaign: Campaign, report: BroadcastReport
) -> None:
    assert report.ratio.verdict == "sound"
    assert (report.ratio.treated, report.ratio.holdout) == (
        len(campaign.arm("treated")),
        len(campaign.arm("holdout")),
    )


@pytest.mark.django_db
def test_days_add_up_to_the_window(campaign: Campaign, report: BroadcastReport) -> None:
    money = sum(
        figure.value or 0
        for day in report.days
        for figure in day.figures
        if figure.code == "window_revenue"
    )
    assert (
        money
        == report.revenue.value
        == sum(sum(campaign.bought(c)) for c in campaign.arm("treated"))
    )


@pytest.mark.django_db
def test_the_goal_is_over_once_its_days_have_passed(
    campaign: Campaign, workspace: Workspace
) -> None:
    scope, day = Scope(workspace.pk), timedelta(days=1)
    assert not broadcast_report(scope, PLAN, SENT_AT + 14 * day - timedelta(seconds=1)).is_goal_over
    assert broadcast_report(scope, PLAN, SENT_AT + 14 * day).is_goal_over


@pytest.mark.django_db
def test_a_broadcast_nobody_was_assigned_to_is_empty_not_an_error(
    campaign: Campaign, workspace: Workspace
) -> None:
    found = broadcast_report(Scope(workspace.pk), Plan(99, 14, 0.1), NOW)
    assert found.audience.value == 0
    assert found.exposed_from is None
    assert {outcome.comparison.verdict for outcome in found.outcomes} == {"too_few"}


@pytest.mark.django_db
@pytest.mark.parametrize("shops", [(1,), (2,)])
def test_a_shop_scope_sees_its_own_people_and_its_own_orders(
    campaign: Campaign, workspace: Workspace, shops: tuple[int, ...]
) -> None:
    mine = {one.customer_id for one in campaign.orders if one.shop_id in shops}
    found = broadcast_report(Scope(workspace.pk, shops), PLAN, NOW)
    money = sum(
        one.amount
        for one in campaign.orders
        if one.shop_id in shops
        and one.counts
        and campaign.arms[one.customer_id] == "treated"
        and SENT_AT <= one.ordered_at < SENT_AT + timedelta(days=14)
    )
    assert found.audience.value == len(mine)
    assert found.revenue.value == money
