"""The door of profile: traits, for everybody or for a scope."""

from datetime import datetime

from huike.flow.profile.registry import STANDARD, Standard
from huike.flow.profile.render import render_facts
from huike.flow.profile.rules import RFM_SEGMENTS, STAGES
from huike.flow.profile.spread import Bar, coverage, spread, sql_of
from huike.flow.profile.traits import COLUMNS, ask_refresh, refresh, settings_of, source

__all__ = [
    "COLUMNS",
    "RFM_SEGMENTS",
    "STAGES",
    "STANDARD",
    "Bar",
    "Standard",
    "ask_refresh",
    "coverage",
    "refresh",
    "refreshed_at",
    "render_facts",
    "source",
    "spread",
    "sql_of",
]


def refreshed_at(workspace_id: int) -> datetime | None:
    """When the traits of everybody were computed last."""
    return settings_of(workspace_id).refreshed_at
