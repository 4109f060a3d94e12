"""The registry of traits: what is said of each holds with the columns, the rules and the values."""

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from huike.base.access.facade import Scope
from huike.base.access.models import Workspace
from huike.base.warehouse import facade as warehouse
from huike.flow.profile import one, traits
from huike.flow.profile.lists import customers
from huike.flow.profile.more import MORE
from huike.flow.profile.registry import ALWAYS, STANDARD
from huike.flow.segment.rules.fields import FIELDS
from tests.flow.profile import world

NOW = datetime(2026, 11, 22, tzinfo=UTC)
# A Monday 21:00, a Monday 22:00 and a Tuesday 21:00 in Shanghai.
MONDAY, LATER, TUESDAY = (
    datetime(2026, 11, day, hour, tzinfo=UTC) for day, hour in ((2, 13), (9, 14), (10, 13))
)
_TIME = pa.timestamp("ms", tz="UTC")


def _land(table: str, *rows: dict[str, object]) -> None:
    names = rows[0]
    kinds = {str: pa.string(), int: pa.int64(), datetime: _TIME}
    schema = pa.schema([(name, kinds[type(value)]) for name, value in names.items()])
    warehouse.insert(table, pa.Table.from_pylist(list(rows), schema), token=f"registry-{table}")


def _world(ws: int) -> tuple[int, int]:
    buyer, nobody = world.people(
        ws,
        {"email": "a@x.cn", "attributes": {"城市": "杭州", "province": "浙江"}},
        {"email": "b@x.cn"},
    )
    numbers = world.orders(
        ws,
        {"customer_id": buyer, "ordered_at": MONDAY, "amount": 900, "discount": 100},
        {"customer_id": buyer, "ordered_at": LATER, "amount": 3000, "shop_id": 2, "refund": 50},
        {"customer_id": buyer, "ordered_at": TUESDAY, "amount": 100, "discount": 900},
        {"customer_id": buyer, "ordered_at": TUESDAY, "status": "cancelled", "amount": 9999},
    )
    shared = {"workspace_id": ws, "customer_id": buyer, "origin_id": buyer, "shop_id": 1}
    coupon = {**shared, "coupon": "A", "used_at": MONDAY, "version": 1, "is_deleted": 0}
    _land("order_coupons", *({**coupon, "order_no": numbers[n]} for n in (0, 2, 3)))
    review = {**shared, "written_at": LATER, "version": 1, "is_deleted": 0, "sku": "s1"}
    _land("reviews", *({**review, "review_key": n, "stars": n} for n in (0, 2, 5)))
    events = (("Service Contacted", MONDAY), ("Store Visited", LATER), ("Page Viewed", TUESDAY))
    _land(
        "events",
        *(
            {**shared, "event": name, "occurred_at": at, "message_id": name, "props": "{}"}
            for name, at in events
        ),
    )
    return buyer, nobody


@pytest.mark.django_db(transaction=True)
def test_traits_from_facts_beside_the_figures_of_orders_are_exact(
    workspace: Workspace, warehouse_tables: None
) -> None:
    buyer, nobody = _world(workspace.pk)

    traits.refresh(workspace.pk, NOW)

    found = customers.traits_of(Scope(workspace.pk), [buyer, nobody])
    assert {name: found[buyer][name] for name in MORE} == {
        "cancelled_orders": 1,
        "largest_order": 3000,
        "return_rate": pytest.approx(1 / 3),
        "discount_share": pytest.approx(0.2),
        "coupons_used": 2,
        "shops_bought": 2,
        "preferred_weekday": "mon",
        "preferred_hour": 21,
        "reviews_written": 3,
        "mean_stars": 3.5,
        "last_review_at": LATER,
        "service_contacts": 1,
        "last_contact_at": MONDAY,
        "store_visits": 1,
        "last_active_at": TUESDAY,
        "province": "浙江",
        "city": "杭州",
    }
    assert found[nobody] == customers.NO_TRAITS


@pytest.mark.django_db(transaction=True)
def test_one_customer_of_a_scope_has_the_traits_that_the_question_for_everybody_gives(
    workspace: Workspace, warehouse_tables: None
) -> None:
    buyer, _ = _world(workspace.pk)
    traits.refresh(workspace.pk, NOW)
    scope = Scope(workspace.pk, (1,))
    table, bound = traits.source(scope, NOW)
    names = ", ".join(MORE)

    (whole,) = warehouse.select_dicts(
        f"SELECT {names} FROM {table} WHERE customer_id = {buyer}",
        bound,
    )

    alone = one.of_customer(scope, buyer, NOW)
    assert {name: alone[name] for name in MORE} == whole
    assert (whole["shops_bought"], whole["largest_order"], whole["city"]) == (1, 900, "杭州")


def test_every_trait_of_rules_stands_in_the_registry_and_counts_as_missing_alike() -> None:
    kinds = {"money": "number"}

    assert list(STANDARD.keys() ^ FIELDS.keys()) == []
    assert {n: s.kind for n, s in STANDARD.items()} == {
        n: kinds.get(f.type, f.type) for n, f in FIELDS.items()
    }
    assert {n for n, f in FIELDS.items() if f.absent == "never"} == set(ALWAYS)
