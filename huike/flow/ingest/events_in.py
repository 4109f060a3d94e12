"""Facts that are no orders: what happened to people, told by another system."""

import hashlib
from typing import Any

import polars as pl

from huike.base.access.facade import Actor
from huike.base.kernel import clock
from huike.base.kernel.bulk import reserve_ids
from huike.base.warehouse import facade as warehouse
from huike.flow.ingest.people import Directory
from huike.library.commerce import facade as commerce

_CHUNK = 100_000
_COLUMNS = ("event", "user_id", "occurred_at", "props", "key")


def import_events(actor: Actor, *, shop: str, source: str, events: pl.DataFrame) -> dict[str, Any]:
    """Land events once: columns event, user_id, occurred_at (UTC), props (JSON text), key.

    The key is unique within the source; events whose key is known already are duplicates.
    """
    place = commerce.ensure_shop(actor, shop)
    workspace_id = actor.workspace_id
    events = events.select(_COLUMNS).with_columns(
        message_id=pl.Series([_message_id(place.id, source, key) for key in events["key"]])
    )
    fresh = events.unique("message_id", keep="first", maintain_order=True).filter(
        ~pl.col("message_id").is_in(_known(workspace_id, place.id, events).implode())
    )
    directory = Directory(workspace_id, place.id, source)
    batch = reserve_ids("batch", 1).start
    for start in range(0, fresh.height, _CHUNK):
        part = fresh[start : start + _CHUNK]
        blank = [pl.lit(None, dtype=pl.String).alias(n) for n in ("email", "phone", "name")]
        customer_ids = directory.ids(part.with_columns(blank))
        rows = part.select(
            workspace_id=pl.lit(workspace_id, dtype=pl.UInt32),
            event="event",
            customer_id=customer_ids,
            origin_id=customer_ids,
            shop_id=pl.lit(place.id, dtype=pl.UInt32),
            occurred_at=pl.col("occurred_at").dt.cast_time_unit("ms"),
            landed_at=pl.lit(clock.now()).dt.cast_time_unit("ms"),
            message_id="message_id",
            props="props",
            batch_id=pl.lit(batch, dtype=pl.UInt64),
        )
        data = rows.to_arrow(compat_level=pl.CompatLevel.oldest())
        warehouse.insert("events", data, token=f"events:{part['message_id'][0]}:{part.height}")
    return {
        "rows": events.height,
        "accepted": fresh.height,
        "duplicates": events.height - fresh.height,
    }


def complete_journey_events(
    campaigns: pl.DataFrame, descriptions: pl.DataFrame, redemptions: pl.DataFrame, *, zone: str
) -> pl.DataFrame:
    """The campaigns that households received and the coupons they redeemed, as events."""
    received = campaigns.join(descriptions, on="campaign_id").select(
        event=pl.lit("campaign_received"),
        user_id=pl.col("household_id").cast(pl.String),
        occurred_at=_in_utc("start_date", zone),
        props=pl.struct("campaign_id", "campaign_type").struct.json_encode(),
        key=pl.format("received-{}-{}", "campaign_id", "household_id"),
    )
    # The same coupon may be redeemed twice on one day: such twins are told apart by their number.
    redeemed = redemptions.with_columns(
        number=pl.int_range(pl.len()).over(
            "household_id", "coupon_upc", "campaign_id", "redemption_date"
        )
    ).select(
        event=pl.lit("coupon_redeemed"),
        user_id=pl.col("household_id").cast(pl.String),
        occurred_at=_in_utc("redemption_date", zone),
        props=pl.struct("campaign_id", pl.col("coupon_upc").cast(pl.String)).struct.json_encode(),
        key=pl.format(
            "redeemed-{}-{}-{}-{}-{}",
            "household_id",
            "coupon_upc",
            "campaign_id",
            pl.col("redemption_date").dt.date(),
            "number",
        ),
    )
    return pl.concat([received, redeemed])


def _in_utc(column: str, zone: str) -> pl.Expr:
    local = pl.col(column).dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return local.dt.convert_time_zone("UTC").dt.cast_time_unit("ms")


def _message_id(shop_id: int, source: str, key: str) -> str:
    return hashlib.sha256(f"{shop_id}\x1f{source}\x1f{key}".encode()).hexdigest()[:32]


def _known(workspace_id: int, shop_id: int, events: pl.DataFrame) -> pl.Series:
    if not events.height:
        return pl.Series([], dtype=pl.String)
    found = warehouse.select_arrow(
        warehouse.load(__file__, "known_events"),
        {
            "workspace": workspace_id,
            "shop": shop_id,
            "names": events["event"].unique().to_list(),
            "first": events["occurred_at"].min(),
            "last": events["occurred_at"].max(),
        },
        lane="long",
    )
    return pl.Series(found.column("message_id").to_pylist(), dtype=pl.String)
