"""The traits of a workspace: one question computes everybody's; a scope gets those of its shops."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from huike import events
from huike.base.access.facade import Actor, Scope, audit, workspace
from huike.base.jobs.facade import enqueue
from huike.base.kernel import clock
from huike.base.outbox.facade import publish
from huike.base.warehouse import facade as warehouse
from huike.flow.profile.models import TraitSettings
from huike.flow.profile.more import MORE, PIECES, SETTLED
from huike.flow.profile.rules import RFM_SEGMENTS, Cuts, Thresholds
from huike.library.commerce import facade as commerce
from huike.library.facts import facade as facts

_COUNTED = warehouse.load(__file__, "counted")
_CUTS = warehouse.load(__file__, "cuts").replace("/* counted */", _COUNTED)
_WORKSPACE = "{ws:UInt32}"


def beside(name: str, source: str) -> str:
    """A question over facts beside orders, of these rows of them."""
    return warehouse.load(__file__, name).replace("/* source */", source)


def _now(piece: str, table: str) -> str:
    """The question of a piece, over what stands in its table now."""
    return beside(piece, facts.current(table, workspace="" if table in SETTLED else _WORKSPACE))


def asked_by(piece: str) -> str:
    """The question of a piece as it is asked for everybody."""
    return _COUNTED if piece == "counted" else _now(piece, PIECES[piece])


def _filled() -> str:
    sql = warehouse.load(__file__, "traits").replace("/* counted */", _COUNTED)
    for piece, table in PIECES.items():
        sql = sql.replace(f"/* {piece} */", _now(piece, table))
    return sql


_TRAITS = _filled()


def _text(workspace_id: int) -> str:
    return commerce.own_categories(workspace_id).fill(_TRAITS, _WORKSPACE)


COLUMNS = (
    "workspace_id",
    "customer_id",
    "orders",
    "spend",
    "refunds",
    "net",
    "average_order",
    "first_order_at",
    "last_order_at",
    "interval_days",
    "recency",
    "frequency",
    "monetary",
    "rfm_segment",
    "stage",
    "favourite_categories",
    "favourite_category",
    "days_to_ship",
    "days_to_sign",
    "last_signed_at",
    "favourites",
    *MORE,
    "version",
)


def settings_of(workspace_id: int) -> TraitSettings:
    """What staff set; defaults where they set nothing."""
    row = TraitSettings.objects.filter(workspace_id=workspace_id).first()
    return row or TraitSettings(workspace_id=workspace_id)


def thresholds_of(row: TraitSettings) -> Thresholds:
    """The stage thresholds of these settings."""
    return Thresholds(**row.thresholds)


def cuts_of(row: TraitSettings) -> Cuts | None:
    """The cut points in force: those set, else those found last."""
    stored = row.fixed_cuts or row.found_cuts
    return Cuts(**{name: tuple(values) for name, values in stored.items()}) if stored else None


def change(
    actor: Actor, *, fixed_cuts: dict[str, list[float]] | None, thresholds: dict[str, int]
) -> TraitSettings:
    """Set cut points (None = fifths) and thresholds, and compute the traits again."""
    cuts = Cuts(**{k: tuple(v) for k, v in fixed_cuts.items()}).checked() if fixed_cuts else None
    stages = Thresholds(**thresholds).checked()
    with transaction.atomic():
        row, _ = TraitSettings.objects.select_for_update().get_or_create(
            workspace_id=actor.workspace_id
        )
        row.fixed_cuts = asdict(cuts) if cuts else None
        row.thresholds = asdict(stages)
        row.save()
        audit(actor, "traits.settings_changed", fields=["fixed_cuts", "thresholds"])
        ask_refresh(actor.workspace_id)
    return row


def ask_refresh(workspace_id: int) -> int:
    """Compute the traits soon; asking again before it began changes nothing."""
    return enqueue(
        "profile.refresh",
        workspace_id=workspace_id,
        waiting_key=f"profile.refresh:{workspace_id}",
        order_key=f"profile.refresh:{workspace_id}",
    )


def refresh(workspace_id: int, now: datetime | None = None) -> int:
    """Compute everybody's traits and publish `TraitsRefreshed`; answer the version."""
    at = now or clock.now()
    row = settings_of(workspace_id)
    found = _find_cuts(workspace_id, at)
    version = max(row.version + 1, int(at.timestamp() * 1000))
    scope = Scope(workspace_id)
    parameters = _parameters(scope, cuts_of(row) if row.fixed_cuts else found, row, at, version)
    warehouse.execute(
        f"INSERT INTO traits ({', '.join(COLUMNS)}) "  # noqa: S608  # fixed names
        f"SELECT {', '.join(COLUMNS)} FROM ({_text(workspace_id)})",
        parameters,
        token=f"traits:{workspace_id}:{version}",
    )
    warehouse.execute(
        "ALTER TABLE traits DELETE WHERE workspace_id = {ws:UInt32} AND version < {v:UInt64}",
        {"ws": workspace_id, "v": version},
    )
    with transaction.atomic():
        TraitSettings.objects.update_or_create(
            workspace_id=workspace_id,
            defaults={"found_cuts": asdict(found), "version": version, "refreshed_at": at},
        )
        publish(events.TraitsRefreshed(workspace_id=workspace_id, version=version))
    return version


def source(scope: Scope, now: datetime | None = None) -> tuple[str, dict[str, Any]]:
    """A table expression of the traits a scope may see, with its parameters.

    The whole workspace reads the stored table. A scope of shops gets the same question asked over
    its own shops, with the workspace's cut points, so that totals are those of the allowed shops.
    """
    if scope.shop_ids is None:
        return (
            "(SELECT * FROM traits FINAL WHERE workspace_id = {ws:UInt32})",
            {"ws": scope.workspace_id},
        )
    row = settings_of(scope.workspace_id)
    at = now or clock.now()
    cuts, _ = measures(scope, at)
    parameters = _parameters(scope, cuts, row, at, row.version)
    asked = _text(scope.workspace_id)
    return f"(SELECT {', '.join(COLUMNS)} FROM ({asked}))", parameters  # noqa: S608


def measures(scope: Scope, at: datetime) -> tuple[Cuts, Thresholds]:
    """The cut points and stage thresholds in force; of the whole workspace, whoever asks."""
    row = settings_of(scope.workspace_id)
    return cuts_of(row) or _find_cuts(scope.workspace_id, at), thresholds_of(row)


def _find_cuts(workspace_id: int, at: datetime) -> Cuts:
    asked = {"ws": workspace_id, "all_shops": 1, "shops": [], "now": at}
    ((buyers, *found),) = warehouse.select(_CUTS, asked, lane="long")
    if not buyers:
        return Cuts((0, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0))
    recency, frequency, monetary = (tuple(float(cut) for cut in cuts) for cuts in found)
    return Cuts(recency, frequency, monetary)


def _parameters(
    scope: Scope, cuts: Cuts | None, row: TraitSettings, at: datetime, version: int
) -> dict[str, Any]:
    stages = thresholds_of(row)
    known = cuts or Cuts((0, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0))
    return {
        "ws": scope.workspace_id,
        "all_shops": int(scope.shop_ids is None),
        "shops": list(scope.shop_ids or ()),
        "now": at,
        "zone": workspace(scope.workspace_id).timezone,
        "recency_cuts": list(known.recency_days),
        "frequency_cuts": list(known.frequency),
        "monetary_cuts": list(known.monetary),
        "rfm_segments": list(RFM_SEGMENTS),
        "lost_days": stages.lost_days,
        "at_risk_days": stages.at_risk_days,
        "new_days": stages.new_days,
        "loyal_orders": stages.loyal_orders,
        "version": version,
    }
