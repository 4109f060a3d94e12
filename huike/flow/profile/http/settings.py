"""Cut points and stage thresholds of the traits."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Schema

from huike.base.access.facade import needs
from huike.flow.profile import traits
from huike.flow.profile.http.routing import actor, router
from huike.flow.profile.models import TraitSettings


class CutsShape(Schema):
    recency_days: list[float]
    frequency: list[float]
    monetary: list[float]


class ThresholdsShape(Schema):
    new_days: int
    at_risk_days: int
    lost_days: int
    loyal_orders: int


class TraitSettingsIn(Schema):
    fixed_cuts: CutsShape | None = None  # None = fifths of the buyers
    thresholds: ThresholdsShape


class TraitSettingsOut(TraitSettingsIn):
    found_cuts: CutsShape | None
    refreshed_at: datetime | None


@router.get("/settings/traits", response=TraitSettingsOut, operation_id="getTraitSettings")
@needs("customers.read")
def get_trait_settings(request: HttpRequest) -> Any:
    """Where scores and stages begin, set or found, and when the traits were computed last."""
    return _shape(traits.settings_of(actor(request).workspace_id))


@router.put("/settings/traits", response=TraitSettingsOut, operation_id="changeTraitSettings")
@needs("workspace.write")
def change_trait_settings(request: HttpRequest, body: TraitSettingsIn) -> Any:
    """Set where scores and stages begin; the traits are computed again."""
    cuts = body.fixed_cuts.dict() if body.fixed_cuts else None
    row = traits.change(actor(request), fixed_cuts=cuts, thresholds=body.thresholds.dict())
    return _shape(row)


def _shape(row: TraitSettings) -> dict[str, Any]:
    return {
        "fixed_cuts": row.fixed_cuts,
        "found_cuts": row.found_cuts,
        "thresholds": asdict(traits.thresholds_of(row)),
        "refreshed_at": row.refreshed_at,
    }
