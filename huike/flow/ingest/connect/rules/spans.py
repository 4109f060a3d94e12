"""Which times are asked for, how far has been read, and how long to wait after trouble. Pure."""

from datetime import datetime, timedelta

_FIRST, _LAST = 30.0, 3600.0  # seconds between tries while a platform is away
_SPREAD = 0.2


def next_span(
    upto: datetime, goal: datetime, *, overlap: timedelta, longest: timedelta | None
) -> tuple[datetime, datetime] | None:
    """The span to read next, or None where there is none yet.

    It begins before what has been read: rows that reached the platform late are read again. A
    clock that was set back asks for nothing until it has caught up.
    """
    if goal <= upto:
        return None
    since = upto - overlap
    if longest is not None and goal - since > longest:
        goal = since + longest
    return (since, goal) if goal > upto else None


def read_until(upto: datetime, until: datetime, their_time: datetime | None) -> datetime:
    """How far is read after a span: never beyond what the platform's own clock had come to.

    `their_time` is of the first answer of the span; ours may run ahead, and what changes there in
    between would be skipped for ever.
    """
    return max(upto, until if their_time is None else min(until, their_time))


def pause(failures: int, chance: float) -> timedelta:
    """How long to wait after so many failures in a row: doubling to an hour, spread a little."""
    seconds = min(_FIRST * 2.0 ** max(failures - 1, 0), _LAST)
    return timedelta(seconds=seconds * (1 + _SPREAD * chance))
