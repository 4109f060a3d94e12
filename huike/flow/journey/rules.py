"""A broadcast's states and what may be done in each. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from huike.base.kernel.errors import Conflict, Invalid

STEP = "send"  # a broadcast is a journey of this one step
EXPERIMENT = "broadcast"
MOST_HOLDOUT = 5_000


class State(StrEnum):
    """Where a broadcast stands."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    EXPANDING = "expanding"  # its audience is being told to the step
    SENDING = "sending"
    PAUSED = "paused"
    HELD = "held"  # it wants a person's answer before it goes on
    FINISHED = "finished"
    CANCELLED = "cancelled"


Act = Literal["edit", "schedule", "unschedule", "start", "pause", "resume", "cancel", "delete"]

_MAY: dict[Act, frozenset[State]] = {
    "edit": frozenset({State.DRAFT}),
    "schedule": frozenset({State.DRAFT}),
    "unschedule": frozenset({State.SCHEDULED}),
    "start": frozenset({State.DRAFT}),
    "pause": frozenset({State.EXPANDING, State.SENDING}),
    "resume": frozenset({State.PAUSED, State.HELD}),
    "cancel": frozenset(
        {State.SCHEDULED, State.EXPANDING, State.SENDING, State.PAUSED, State.HELD}
    ),
    "delete": frozenset({State.DRAFT}),
}

Gate = Literal["open", "shut", "ended"]
_GATES: dict[State, Gate] = {
    State.EXPANDING: "open",
    State.SENDING: "open",
    State.CANCELLED: "ended",
}


def check(act: Act, state: str) -> None:
    """Refuse an act that the state does not allow."""
    if State(state) not in _MAY[act]:
        raise Conflict(
            f"A broadcast that is {state} cannot be asked to {act}",
            code="broadcast_state",
            state=state,
            act=act,
        )


def acts(state: str) -> list[Act]:
    """What may be done now."""
    return [act for act, states in _MAY.items() if State(state) in states]


def gate(state: str) -> Gate:
    """Whether messages of a broadcast in this state may be handed over."""
    return _GATES.get(State(state), "shut")


def is_late(scheduled_at: datetime, expires_after: timedelta, now: datetime) -> bool:
    """Whether a scheduled send is too old to go out without a person's word."""
    return now > scheduled_at + expires_after


@dataclass(frozen=True)
class Wish:
    """What a broadcast should be, as its owner says it."""

    name: str
    content_id: int
    segment_ids: tuple[int, ...]
    is_everyone: bool
    holdout: int  # ten-thousandths
    goal_days: int
    expires_after_minutes: int
    needs_approval: bool


def checked(wish: Wish) -> Wish:
    """The wish, if it can be one."""
    if not 1 <= len(wish.name.strip()) <= 200:
        raise Invalid("A name has 1 to 200 characters", code="bad_name", where="name")
    if wish.is_everyone == bool(wish.segment_ids):
        raise Invalid(
            "Choose segments or everyone, and not both", code="bad_audience", where="segment_ids"
        )
    if len(wish.segment_ids) > 20:
        raise Invalid("At most 20 segments", code="bad_audience", where="segment_ids")
    if not 0 <= wish.holdout <= MOST_HOLDOUT:
        raise Invalid("The holdout is between 0 and 50 %", code="bad_holdout", where="holdout")
    if not 1 <= wish.goal_days <= 90:
        raise Invalid("The goal window has 1 to 90 days", code="bad_goal", where="goal_days")
    if not 1 <= wish.expires_after_minutes <= 7 * 1440:
        raise Invalid(
            "A send may wait 1 minute to 7 days before it is held",
            code="bad_expiry",
            where="expires_after_minutes",
        )
    return wish
