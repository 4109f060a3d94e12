"""Each of these platforms from its list to facts, through everything that a connection does."""

from datetime import timedelta

import pytest
import time_machine

from huike.base.jobs.facade import drain
from huike.base.warehouse import facade as warehouse
from huike.flow.identity import facade as identity
from huike.flow.ingest.connect import actions
from huike.library.commerce import facade as commerce
from tests.flow.ingest.connect.china.conftest import HOUR, NOW

pytestmark = [pytest.mark.facts, pytest.mark.django_db(transaction=True)]
ORDERS = "SELECT order_no, status, amount, refund FROM orders FINAL ORDER BY order_no"


@pytest.mark.stores
def test_history_and_what_changed_since_land_once(side, owner, workspace, warehouse_tables):
    """Twice the history and twice the news, with a line that breaks on the way."""
    side.sell(30, buyer="B7")
    settings = {one.name: side.settings[one.name] for one in side.kind.fields if not one.is_renewed}
    with time_machine.travel(NOW, tick=False):
        shop = commerce.ensure_shop(owner, "店")
        row = actions.create(
            owner, kind=side.kind.name, name="店", shop_id=shop.id, settings=settings
        )
        actions.start_backfill(owner, row.pk, NOW - timedelta(days=2))
        drain()
        first = warehouse.select(ORDERS)
    back, done = side.platform.sold["N3"], side.platform.sold["N4"]
    back.changed = done.changed = NOW + HOUR
    back.is_refunded, done.state = True, "signed"
    later = NOW + 2 * HOUR
    side.platform.clock = lambda: later
    with time_machine.travel(later, tick=False):
        side.platform.host.faults.append("half")
        for _ in range(3):
            actions.sync_now(owner, row.pk)
            drain()
        actions.start_backfill(owner, row.pk, NOW - timedelta(days=2))
        drain()

    row.refresh_from_db()
    assert (row.state, row.problem) == ("active", None)
    assert [tuple(rest) for _, *rest in first] == [("paid", 10_000, 0)] * 30
    after = {number: tuple(rest) for number, *rest in warehouse.select(ORDERS)}
    has_refunds = side.kind.name != "jd"
    assert after.pop("N3") == (("refunded", 10_000, 10_000) if has_refunds else ("paid", 10_000, 0))
    assert after.pop("N4") == ("completed", 10_000, 0)
    assert set(after.values()) == {("paid", 10_000, 0)}
    assert len(after) == 28
    sold = "SELECT count(), sum(quantity) FROM order_lines FINAL WHERE kind = 'sale'"
    assert warehouse.select(sold) == [(30, 60)]
    people = 0 if side.kind.name == "pinduoduo" else 1
    assert identity.count(workspace.pk) == people
