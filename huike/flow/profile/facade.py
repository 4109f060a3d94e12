"""The door of profile: traits, for everybody or for a scope."""

from huike.flow.profile.render import render_facts
from huike.flow.profile.rules import RFM_SEGMENTS, STAGES
from huike.flow.profile.traits import COLUMNS, ask_refresh, refresh, source

__all__ = ["COLUMNS", "RFM_SEGMENTS", "STAGES", "ask_refresh", "refresh", "render_facts", "source"]
