"""Who may be reached for what: states, policies and reasons. Pure."""

from collections.abc import Collection
from typing import Literal

Purpose = Literal["marketing", "transactional"]
State = Literal["granted", "withdrawn"]
Rule = Literal["opt_in", "soft"]
Means = Literal["person", "staff", "import"]  # how an answer reached us
Cause = Literal["unsubscribed", "bounced", "complained", "manual"]
Reason = Literal["no_address", "suppressed", "unsubscribed", "withdrawn", "no_consent"]

PURPOSES: tuple[Purpose, ...] = ("marketing", "transactional")
CHANNELS = ("email", "sms")
STATES: tuple[State, ...] = ("granted", "withdrawn")
CAUSES: tuple[Cause, ...] = ("unsubscribed", "bounced", "complained", "manual")
REASONS: tuple[Reason, ...] = (
    "no_address",
    "suppressed",
    "unsubscribed",
    "withdrawn",
    "no_consent",
)
_DEAD = {"bounced", "complained", "manual"}

# Silence is refusal where the law asks for it; "soft" is the merchant's own responsibility.
DEFAULT_RULE: Rule = "opt_in"


def refusal(
    *,
    purpose: Purpose,
    rule: Rule,
    state: State | None,
    causes: Collection[str],
    has_address: bool,
) -> Reason | None:
    """Why this person may not be reached; None when they may.

    A dead, complaining or blocked address gets nothing; an unsubscribed one still gets receipts.
    """
    if not has_address:
        return "no_address"
    if not _DEAD.isdisjoint(causes):
        return "suppressed"
    if purpose == "transactional":
        return None
    if "unsubscribed" in causes:
        return "unsubscribed"
    if state == "withdrawn":
        return "withdrawn"
    if state is None and rule == "opt_in":
        return "no_consent"
    return None


def is_news(
    *,
    known: State | None,
    said: State,
    means: Means,
    is_other_wording: bool,
    is_older: bool = False,
) -> bool:
    """Whether an answer changes what is known.

    A file never takes back a refusal: it may be older than the refusal, and only the person (or
    staff who spoke with them) can say yes again. Nor does it repeat a yes, or take one back by
    what is older than the person's own word.
    """
    if means == "import" and said == "granted" and known is not None:
        return False
    if means == "import" and is_older:
        return False
    return known != said or (said == "granted" and is_other_wording)
