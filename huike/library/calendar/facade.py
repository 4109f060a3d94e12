"""The door of calendar: periods in a workspace's time zone, and their days, weeks and months."""

from huike.library.calendar.rules import (
    NAMES,
    Bucket,
    Period,
    Unit,
    before,
    buckets,
    custom,
    day_start,
    local_day,
    named,
    unit_for,
)

__all__ = [
    "NAMES",
    "Bucket",
    "Period",
    "Unit",
    "before",
    "buckets",
    "custom",
    "day_start",
    "local_day",
    "named",
    "unit_for",
]
