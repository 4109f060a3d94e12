"""When a notice is tried again, and when no more. Pure."""

# Seconds before each try, by the recommendation of Standard Webhooks: over a day in all.
DELAYS = (0, 5, 300, 1_800, 7_200, 18_000, 36_000, 36_000)
MOST_LATER = 3_600  # of what an endpoint may ask for
_SPREAD = 0.1


def next_delay(tries: int, chance: float, later: int = 0) -> float | None:
    """Seconds until the next try after so many; None when there is none.

    `chance` (0 to 1) spreads the tries of many notices by a tenth; `later` is what the endpoint
    asked for by Retry-After.
    """
    if tries >= len(DELAYS):
        return None
    return max(DELAYS[tries] * (1 + _SPREAD * chance), min(later, MOST_LATER))


def is_taken(status: int) -> bool:
    """Whether this answer says that the notice has arrived."""
    return 200 <= status < 300


def is_gone(status: int) -> bool:
    """Whether it says that nobody wants to hear any more."""
    return status == 410
