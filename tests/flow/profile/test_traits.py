"""Traits of small worlds, exact; scoped traits equal those of the allowed shops alone."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huike.base.access.facade import Actor, Scope
from huike.base.access.models import Workspace
from huike.base.jobs.models import Job
from huike.base.kernel.errors import Invalid
from huike.base.warehouse import facade as warehouse
from huike.flow.profile import traits
from huike.flow.profile.rules import Cuts, Thresholds, rfm_segment, score, stage

NOW = datetime(2026, 11, 22, tzinfo=UTC)
_numbers = iter(range(1, 1_000_000))


def _ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def land_customers(ws: int, people: dict[int, list[int]]) -> None:
    rows = [
        {
            "workspace_id": ws,
            "customer_id": number,
            "created_at": _ago(999),
            "shop_ids": shops,
            "has_email": 1,
            "has_phone": 0,
            "has_user_id": 1,
            "attributes": {},
            "version": 1,
            "is_deleted": 0,
        }
        for number, shops in people.items()
    ]
    _land("customers", rows)


def land_orders(ws: int, orders: list[dict[str, Any]]) -> None:
    """Orders with one line each; what is not said is a paid sale of 10.00 in shop 1."""
    heads, lines = [], []
    for said in orders:
        plain = {
            "workspace_id": ws,
            "shop_id": 1,
            "order_no": f"o{next(_numbers)}",
            "kind": "sale",
            "status": "paid",
            "amount": 1000,
            "refund": 0,
            "version": 1,
            "is_deleted": 0,
        }
        one = {**plain, **{k: v for k, v in said.items() if k != "category"}}
        one["origin_id"] = one["customer_id"]
        shared = {"discount": 0, "quantity": 1, "landed_at": NOW, "batch_id": 1}
        heads.append(
            {
                **one,
                **shared,
                "line_count": 1,
                "currency": "CNY",
                "currency_amount": one["amount"],
            }
        )
        gone = ("status", "refund")
        lines.append(
            {
                **{k: v for k, v in one.items() if k not in gone},
                **shared,
                "line_key": next(_numbers),
                "sku": "s",
                "product_id": 1,
                "category": said.get("category", "tea"),
                "unit_price": one["amount"],
            }
        )
    _land("orders", heads)
    _land("order_lines", lines)


def _land(table: str, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    wanted = warehouse.select(
        "SELECT name, type FROM system.columns WHERE database = currentDatabase()"
        " AND table = {t:String}",
        {"t": table},
    )
    kinds = {
        "UInt8": pa.uint8(),
        "UInt32": pa.uint32(),
        "UInt64": pa.uint64(),
        "Int64": pa.int64(),
        "DateTime64(3, 'UTC')": pa.timestamp("ms", tz="UTC"),
        "Array(UInt32)": pa.list_(pa.uint32()),
        "Map(LowCardinality(String), String)": pa.map_(pa.string(), pa.string()),
    }
    fields = [(name, kinds.get(kind, pa.string())) for name, kind in wanted if name in rows[0]]
    table_rows = [
        {k: list(v.items()) if isinstance(v, dict) else v for k, v in r.items()} for r in rows
    ]
    data = pa.Table.from_pylist(table_rows, schema=pa.schema(fields))
    warehouse.insert(table, data, token=f"test:{next(_numbers)}")


def _traits(ws: int) -> dict[int, dict[str, Any]]:
    rows = warehouse.select_dicts(
        "SELECT * FROM traits FINAL WHERE workspace_id = {ws:UInt32} ORDER BY customer_id",
        {"ws": ws},
    )
    return {row["customer_id"]: row for row in rows}


@pytest.mark.django_db(transaction=True)
def test_the_figures_of_one_customer_are_exact(
    workspace: Workspace, warehouse_tables: None
) -> None:
    ws = workspace.pk
    land_customers(ws, {1: [1], 2: [1]})
    land_orders(
        ws,
        [
            {"customer_id": 1, "amount": 1000, "ordered_at": _ago(40), "category": "tea"},
            {"customer_id": 1, "amount": 3001, "ordered_at": _ago(10), "category": "cups"},
            {"customer_id": 1, "amount": 9999, "ordered_at": _ago(5), "status": "cancelled"},
            {
                "customer_id": 1,
                "kind": "return",
                "amount": 0,
                "refund": 500,
                "ordered_at": _ago(4),
                "status": "refunded",
            },
            {"customer_id": 0, "amount": 777, "ordered_at": _ago(3)},
        ],
    )

    traits.refresh(ws, NOW)

    found = _traits(ws)
    assert sorted(found) == [1, 2]
    one = found[1]
    assert (one["orders"], one["spend"], one["refunds"], one["net"]) == (2, 4001, 500, 3501)
    assert one["average_order"] == 2000
    assert (one["first_order_at"], one["last_order_at"]) == (_ago(40), _ago(10))
    assert one["interval_days"] == 30
    assert one["favourite_categories"] == ["cups", "tea"]
    assert one["favourite_category"] == "cups"
    assert one["stage"] == "active"
    nobody = found[2]
    assert (nobody["orders"], nobody["stage"], nobody["rfm_segment"]) == (0, "prospect", "none")
    assert (nobody["recency"], nobody["last_order_at"]) == (0, None)


@pytest.mark.django_db(transaction=True)
def test_a_newer_version_of_an_order_counts_instead_of_the_old(
    workspace: Workspace, warehouse_tables: None
) -> None:
    ws = workspace.pk
    land_customers(ws, {1: []})
    land_orders(ws, [{"customer_id": 1, "order_no": "a", "ordered_at": _ago(3)}])
    land_orders(
        ws,
        [{"customer_id": 1, "order_no": "a", "ordered_at": _ago(3), "amount": 5, "version": 2}],
    )

    traits.refresh(ws, NOW)

    assert (_traits(ws)[1]["orders"], _traits(ws)[1]["spend"]) == (1, 5)


order = st.fixed_dictionaries(
    {
        "customer_id": st.integers(1, 9),
        "shop_id": st.integers(1, 3),
        "amount": st.integers(0, 5000),
        "kind": st.sampled_from(["sale", "sale", "return"]),
        "status": st.sampled_from(["paid", "paid", "cancelled"]),
        "days": st.integers(0, 400),
        "category": st.sampled_from(["tea", "cups", ""]),
    }
)


def _said(world: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = []
    for number, one in enumerate(world):
        row = {k: v for k, v in one.items() if k != "days"}
        # Seconds part orders of one day, so that "the last two" is never a draw.
        row["ordered_at"] = _ago(one["days"]) - timedelta(seconds=number)
        if row["kind"] == "return":
            row["refund"], row["amount"], row["status"] = row["amount"], 0, "refunded"
        rows.append(row)
    return rows


def _known(rows: list[dict[str, Any]], people: Iterable[int]) -> dict[int, list[int]]:
    """Whoever buys in a shop is known there."""
    return {
        number: sorted({row["shop_id"] for row in rows if row["customer_id"] == number})
        for number in people
    }


@pytest.mark.facts
@pytest.mark.django_db(transaction=True)
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(world=st.lists(order, min_size=1, max_size=40), shops=st.sets(st.integers(1, 3), min_size=1))
def test_a_scope_sees_the_totals_of_its_shops_alone(
    workspace: Workspace,
    warehouse_tables: None,
    world: list[dict[str, Any]],
    shops: set[int],
) -> None:
    for table in ("customers", "orders", "order_lines", "traits"):
        warehouse.execute(f"TRUNCATE TABLE {table}")
    ws, alone = workspace.pk, workspace.pk + 1000
    Workspace.objects.get_or_create(
        pk=alone, defaults={"name": "Alone", "timezone": workspace.timezone, "currency": "CNY"}
    )
    rows = _said(world)
    allowed = [row for row in rows if row["shop_id"] in shops]
    land_customers(ws, _known(rows, range(1, 10)))
    land_orders(ws, rows)
    land_customers(alone, _known(allowed, {row["customer_id"] for row in allowed}))
    land_orders(alone, allowed)
    traits.refresh(ws, NOW)

    table, parameters = traits.source(Scope(ws, tuple(sorted(shops))), NOW)
    seen = warehouse.select_dicts(f"SELECT * FROM {table} ORDER BY customer_id", parameters)
    full, whole = traits.source(Scope(alone, (1, 2, 3)), NOW)
    whole |= {k: parameters[k] for k in parameters if k.endswith("_cuts")}
    expected = warehouse.select_dicts(f"SELECT * FROM {full} ORDER BY customer_id", whole)

    gone = ("workspace_id", "version")
    assert [{k: v for k, v in r.items() if k not in gone} for r in seen] == [
        {k: v for k, v in r.items() if k not in gone} for r in expected
    ]


@pytest.mark.facts
@pytest.mark.django_db(transaction=True)
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(world=st.lists(order, min_size=1, max_size=40))
def test_sql_and_rules_agree_on_scores_and_stages(
    workspace: Workspace, warehouse_tables: None, world: list[dict[str, Any]]
) -> None:
    for table in ("customers", "orders", "order_lines", "traits"):
        warehouse.execute(f"TRUNCATE TABLE {table}")
    ws = workspace.pk
    land_customers(ws, {number: [] for number in range(1, 10)})
    rows = _said(world)
    land_orders(ws, rows)
    traits.refresh(ws, NOW)
    cuts = traits.cuts_of(traits.settings_of(ws))
    assert cuts is not None

    for number, found in _traits(ws).items():
        mine = [r for r in rows if r["customer_id"] == number]
        sales = [r for r in mine if r["kind"] == "sale" and r["status"] != "cancelled"]
        times = sorted((r["ordered_at"] for r in sales), reverse=True)
        net = sum(r["amount"] for r in sales) - sum(r.get("refund", 0) for r in mine)
        assert (found["orders"], found["net"]) == (len(sales), net)
        if not sales:
            assert (found["stage"], found["rfm_segment"]) == ("prospect", "none")
            continue
        last = (NOW - times[0]).total_seconds() / 86400
        scores = (
            6 - score(last, cuts.recency_days),
            score(len(sales), cuts.frequency),
            score(net, cuts.monetary),
        )
        assert (found["recency"], found["frequency"], found["monetary"]) == scores
        assert found["rfm_segment"] == rfm_segment(*scores)
        gap = (times[0] - times[1]).total_seconds() / 86400 if len(times) > 1 else None
        assert found["stage"] == stage(
            orders=len(sales),
            days_since_last=last,
            days_since_first=(NOW - times[-1]).total_seconds() / 86400,
            last_gap_days=gap,
            thresholds=Thresholds(),
        )


@pytest.mark.django_db(transaction=True)
def test_fixed_cuts_are_used_and_wrong_ones_change_nothing(
    owner: Actor, warehouse_tables: None
) -> None:
    ws = owner.workspace_id
    land_customers(ws, {1: []})
    land_orders(ws, [{"customer_id": 1, "ordered_at": _ago(3), "amount": 350}])
    cuts = {
        "recency_days": [1.0, 2.0, 4.0, 8.0],
        "frequency": [1.0, 2.0, 3.0, 4.0],
        "monetary": [100.0, 200.0, 300.0, 400.0],
    }
    plain = {"new_days": 30, "at_risk_days": 90, "lost_days": 180, "loyal_orders": 5}

    traits.change(owner, fixed_cuts=cuts, thresholds=plain)
    traits.refresh(ws, NOW)
    with pytest.raises(Invalid):
        traits.change(
            owner, fixed_cuts={**cuts, "frequency": [2.0, 1.0, 3.0, 4.0]}, thresholds=plain
        )

    one = _traits(ws)[1]
    assert (one["recency"], one["frequency"], one["monetary"]) == (3, 1, 4)
    assert traits.cuts_of(traits.settings_of(ws)) == Cuts(**{k: tuple(v) for k, v in cuts.items()})


@pytest.mark.django_db(transaction=True)
def test_facts_that_land_during_a_refresh_ask_for_another(workspace: Workspace) -> None:
    first = traits.ask_refresh(workspace.pk)
    assert traits.ask_refresh(workspace.pk) == first

    Job.objects.filter(pk=first).update(state="running", waiting_key=None)

    assert traits.ask_refresh(workspace.pk) != first
