"""The demo's shop: its workspace, its products, people and history, by the real import."""

from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from huike.base.access import actions as access
from huike.base.access import queries as access_queries
from huike.base.access.facade import Actor
from huike.base.access.models import Membership, Staff, Workspace
from huike.base.access.rules import system_actor
from huike.base.jobs.runner import Watcher
from huike.base.warehouse import facade as warehouse
from huike.entry.demo import data
from huike.entry.demo.dates import REPLAYED_DAYS, TIMEZONE, Move
from huike.flow.consent import facade as consent
from huike.flow.consent.rules import State
from huike.flow.ingest import facade as ingest
from huike.flow.ingest.events_in import complete_journey_events

WORKSPACE = "Huike Demo 示例店"
SHOP = "示例超市"
OWNER = f"demo@{data.MAIL_DOMAIN}"
_SOURCE = "complete_journey"
_WORDING = (
    "演示数据：这些人和他们的同意都是虚构的 / Demo data: these people and their consent are made up"
)


def open_workspace() -> Actor:
    """The demo's workspace and its owner, made where they are missing."""
    row = Workspace.objects.filter(name=WORKSPACE).first()
    if row is None:
        row = access.create_workspace(name=WORKSPACE, timezone=TIMEZONE, currency="CNY")
    if not Membership.objects.filter(workspace=row, staff__email=OWNER).exists():
        access.add_staff(
            system_actor(row.pk, "demo"), email=OWNER, name="示例店主", role="owner", password=None
        )
    actor = access_queries.actor_of_staff(Staff.objects.get(email=OWNER), row.pk)
    assert actor is not None
    return actor


def notices(move: Move) -> list[dict[str, object]]:
    """What everybody who looks at the demo must know."""
    return [
        {
            "code": "demo_shifted",
            "level": "info",
            "params": {"weeks": move.weeks, "last_day": move.end.date().isoformat()},
        },
        {
            "code": "demo_replayed",
            "level": "info",
            "params": {"days": REPLAYED_DAYS, "sent_on": move.cut.date().isoformat()},
        },
        {"code": "demo_effect_nil", "level": "info", "params": {}},
        {"code": "demo_shoppers", "level": "info", "params": {}},
    ]


def import_products(actor: Actor, source: Path, watcher: Watcher) -> dict[str, Any]:
    """The products file of the package, as it is."""
    return _import(actor, data.products_file(source), "products", watcher)


def import_customers(actor: Actor, source: Path, folder: Path, watcher: Watcher) -> dict[str, Any]:
    """The households with their demographics and invented addresses."""
    file = folder / "customers.parquet"
    data.write_customers(source, file)
    return ingest.import_file(
        actor, file, kind="customers", shop=SHOP, layout="generic", watcher=watcher
    )


def import_history(
    actor: Actor, source: Path, move: Move, folder: Path, watcher: Watcher
) -> dict[str, Any]:
    """All orders but those of the last six weeks."""
    file = folder / "orders.parquet"
    data.write_history(source, move, file)
    return _import(actor, file, "orders", watcher)


def import_day(actor: Actor, folder: Path, number: int, watcher: Watcher) -> dict[str, Any]:
    """The orders of one replayed day."""
    return _import(actor, data.day_file(folder, number), "orders", watcher)


def import_campaigns(actor: Actor, source: Path, move: Move, *, is_replay: bool) -> dict[str, Any]:
    """Campaigns received and coupons redeemed, before the cut or from it on."""
    events = complete_journey_events(*data.campaign_tables(source, move), zone=TIMEZONE)
    is_later = pl.col("occurred_at") >= pl.lit(move.cut.astimezone(UTC)).dt.cast_time_unit("ms")
    part = events.filter(is_later if is_replay else ~is_later)
    return ingest.import_events(actor, shop=SHOP, source=_SOURCE, events=part)


def record_consents(actor: Actor, move: Move) -> dict[str, int]:
    """Most people with an address said yes, some took it back, a few were never asked."""
    people = customers_with_email(actor.workspace_id)
    asked = [one for place, one in enumerate(people) if place % 17]
    left = [one for place, one in enumerate(asked) if place % 23 == 5]
    answers: list[tuple[State, list[int], int]] = [
        ("granted", asked, 200),
        ("withdrawn", left, 20),
    ]
    for state, who, days in answers:
        answer = consent.Answer(
            purpose="marketing",
            channel="email",
            state=state,
            source="demo",
            wording=_WORDING,
            means="import",
            at=move.cut - timedelta(days=days),
        )
        consent.record(actor, who, answer)
    return {"granted": len(asked) - len(left), "withdrawn": len(left)}


def customers_with_email(workspace_id: int) -> list[int]:
    """Customers whose address is known, in the order they were made."""
    rows = warehouse.select(
        "SELECT customer_id FROM customers FINAL"
        " WHERE workspace_id = {ws:UInt32} AND has_email = 1 ORDER BY customer_id",
        {"ws": workspace_id},
    )
    return [one for (one,) in rows]


def _import(actor: Actor, file: Path, kind: Any, watcher: Watcher) -> dict[str, Any]:
    return ingest.import_file(
        actor, file, kind=kind, shop=SHOP, layout="complete_journey", watcher=watcher
    )
