"""The only place that asks for the time; rules are given it."""

from datetime import UTC, datetime, timedelta

_ahead = timedelta(0)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC) + _ahead


def live_at(moment: datetime | None) -> None:
    """Let this process live on from another moment, or in the present again (None).

    Only the demo does: it sends its broadcast six weeks ago and walks through the replay to today.
    """
    global _ahead  # noqa: PLW0603 - a process has one clock
    _ahead = timedelta(0) if moment is None else moment - datetime.now(UTC)
