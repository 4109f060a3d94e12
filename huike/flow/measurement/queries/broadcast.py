"""A broadcast's report: funnel, endings, and treated against holdout over everybody assigned."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any, get_args

from huike.base.access.facade import Scope, workspace
from huike.flow.measurement.queries.asking import ask
from huike.flow.measurement.rules import Sample, Share, check_ratio, compare_means, compare_shares
from huike.flow.measurement.rules.comparing import Comparison
from huike.flow.measurement.rules.figures import (
    BroadcastReport,
    Figure,
    Outcome,
    Reason,
    ReportDay,
    Unit,
)
from huike.flow.measurement.rules.selections import (
    Act,
    Arm,
    BroadcastDay,
    BroadcastOrders,
    BroadcastStage,
    Stage,
)

Row = dict[str, Any]
_FUNNEL: tuple[Stage, ...] = ("sent", "delivered", "opened", "clicked", "ordered")
_ENDINGS: tuple[Stage, ...] = ("sent", "refused", "failed", "unknown", "waiting", "unsubscribed")
_ACTS: tuple[Act, ...] = get_args(Act)
_MEANS: tuple[tuple[str, Unit, str, str], ...] = (
    ("revenue_per_person", "money", "revenue", "payers"),
    ("orders_per_person", "orders", "orders", "buyers"),
)
_NOTHING: Row = dict.fromkeys(
    [
        "people", "sent", "delivered", "opened", "clicked", "ordered", "unsubscribed", "refused",
        "failed", "unknown", "waiting", "buyers", "payers", "total_orders", "total_revenue",
        "total_revenue_after_click", "revenue_mean", "revenue_variance", "orders_mean",
        "orders_variance",
    ],
    0,
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """What a broadcast was set up to do, as far as measuring it goes."""

    broadcast_id: int
    goal_days: int
    holdout_share: float
    name: str = ""


@dataclass(frozen=True)
class Window:
    """When people of a broadcast were assigned; their goal windows begin then."""

    first: datetime
    last: datetime


def window_of(scope: Scope, broadcast_id: int) -> Window | None:
    """The first and last assignment; None while nobody has been assigned."""
    (row,) = ask("broadcast_exposure", scope, {"broadcast": broadcast_id})
    if not row["people"]:
        return None
    return Window(*(datetime.fromtimestamp(row[k] / 1000, UTC) for k in ("first_at", "last_at")))


def params_of(plan: Plan, window: Window | None, zone: str) -> Row:
    """What every question about a broadcast is asked with; orders outside are never read."""
    start = round(window.first.timestamp() * 1000) if window else 0
    end = (window.last + timedelta(days=plan.goal_days, seconds=1)) if window else None
    return {
        "broadcast": plan.broadcast_id,
        "goal_days": plan.goal_days,
        "start": start,
        "end": round(end.timestamp() * 1000) if end else 0,
        "zone": zone,
    }


def broadcast_report(scope: Scope, plan: Plan, now: datetime) -> BroadcastReport:
    """What the broadcast came to, as seen now."""
    info = workspace(scope.workspace_id)
    window = window_of(scope, plan.broadcast_id)
    asked = params_of(plan, window, info.timezone)
    rows = {row["arm"]: row for row in ask("broadcast_report", scope, asked)}
    treated, holdout = rows.get("treated", _NOTHING), rows.get("holdout", _NOTHING)
    goal_end = window.last + timedelta(days=plan.goal_days) if window else None
    return BroadcastReport(
        broadcast_id=plan.broadcast_id,
        name=plan.name,
        currency=info.currency,
        timezone=info.timezone,
        goal_days=plan.goal_days,
        is_goal_over=goal_end is not None and goal_end <= now,
        exposed_from=window.first if window else None,
        exposed_until=window.last if window else None,
        audience=_stage(plan, "audience", treated["people"] + holdout["people"]),
        arms=(
            _stage(plan, "treated", treated["people"]),
            _stage(plan, "holdout", holdout["people"]),
        ),
        funnel=tuple(_stage(plan, name, treated[name]) for name in _FUNNEL),
        endings=tuple(_stage(plan, name, treated[name]) for name in _ENDINGS),
        reasons=tuple(_reasons(scope, plan, asked)),
        revenue=_revenue(plan, treated),
        revenue_after_click=treated["total_revenue_after_click"],
        outcomes=tuple(_outcomes(plan, treated, holdout)),
        ratio=check_ratio(
            treated=treated["people"],
            holdout=holdout["people"],
            holdout_share=plan.holdout_share,
        ),
        days=tuple(_days(scope, plan, asked)),
    )


def _stage(plan: Plan, stage: Stage, people: int, reason: str | None = None) -> Figure:
    selection = BroadcastStage(broadcast_id=plan.broadcast_id, stage=stage, reason=reason)
    return Figure(stage, "people", people, selection)


def _reasons(scope: Scope, plan: Plan, asked: Row) -> list[Reason]:
    return [
        Reason(
            row["ending"],
            row["reason"],
            _stage(plan, row["ending"], row["people"], row["reason"]),
        )
        for row in ask("broadcast_reasons", scope, asked)
    ]


def _revenue(plan: Plan, treated: Row) -> Figure:
    selection = BroadcastOrders(broadcast_id=plan.broadcast_id, arm="treated")
    return Figure("window_revenue", "money", treated["total_revenue"], selection)


def _outcomes(plan: Plan, treated: Row, holdout: Row) -> list[Outcome]:
    conversion = compare_shares(
        "conversion",
        Share(treated["people"], treated["buyers"]),
        Share(holdout["people"], holdout["buyers"]),
    )
    made = [
        Outcome(
            conversion,
            "share",
            _rate(plan, "bought_treated", conversion.treated, treated),
            _rate(plan, "bought_holdout", conversion.holdout, holdout),
        )
    ]
    for metric, unit, column, above_zero in _MEANS:
        found = compare_means(
            metric,
            _sample(treated, column, above_zero),
            _sample(holdout, column, above_zero),
        )
        made.append(_means(plan, found, unit, column, treated, holdout))
    return made


def _sample(row: Row, column: str, above_zero: str) -> Sample:
    return Sample(
        row["people"],
        float(row[f"{column}_mean"] or 0),
        float(row[f"{column}_variance"] or 0),
        row[above_zero],
    )


def _means(
    plan: Plan, found: Comparison, unit: Unit, column: str, treated: Row, holdout: Row
) -> Outcome:
    arms: tuple[tuple[Arm, float, Row], ...] = (
        ("treated", found.treated, treated),
        ("holdout", found.holdout, holdout),
    )
    figures = [
        Figure(
            found.metric,
            unit,
            value,
            BroadcastOrders(
                broadcast_id=plan.broadcast_id,
                arm=arm,
                measure="value" if column == "revenue" else "count",
            ),
            numerator=row[f"total_{column}"],
            denominator=row["people"],
        )
        for arm, value, row in arms
    ]
    return Outcome(found, unit, figures[0], figures[1])


def _rate(plan: Plan, stage: Stage, value: float, row: Row) -> Figure:
    return Figure(
        "conversion",
        "share",
        value,
        BroadcastStage(broadcast_id=plan.broadcast_id, stage=stage),
        numerator=row["buyers"],
        denominator=row["people"],
    )


def _days(scope: Scope, plan: Plan, asked: Row) -> list[ReportDay]:
    found = []
    rows = ask("broadcast_days", scope, asked)
    for day, group in groupby(rows, key=lambda row: row["day"]):
        by_act = {row["act"]: row for row in group}
        figures = [
            Figure(
                act,
                "people",
                by_act[act]["people"],
                BroadcastDay(broadcast_id=plan.broadcast_id, day=day, act=act),
            )
            for act in _ACTS
            if act in by_act
        ]
        if "bought_treated" in by_act:
            selection = BroadcastDay(
                broadcast_id=plan.broadcast_id, day=day, act="bought_treated", measure="value"
            )
            figures.append(
                Figure("window_revenue", "money", by_act["bought_treated"]["amount"], selection)
            )
        found.append(ReportDay(day, tuple(figures)))
    return found
