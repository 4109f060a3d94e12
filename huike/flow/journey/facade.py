"""The door of journey: broadcasts, and whether their messages may go."""

from huike.flow.journey.actions import hold_all
from huike.flow.journey.queries import BroadcastInfo, arm_ids, audience, gate_of, info, seen
from huike.flow.journey.rules import EXPERIMENT, STEP

__all__ = [
    "EXPERIMENT",
    "STEP",
    "BroadcastInfo",
    "arm_ids",
    "audience",
    "gate_of",
    "hold_all",
    "info",
    "seen",
]
