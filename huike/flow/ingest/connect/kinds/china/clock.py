"""The clock of the Chinese platforms: their times are written without a zone and mean UTC+8. Pure.

China has known no summer time since 1991, so a fixed zone is right for everything they tell.
"""

from datetime import UTC, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
_FORM = "%Y-%m-%d %H:%M:%S"


def written(at: datetime) -> str:
    """A moment as the platforms write it, to the second."""
    return at.astimezone(BEIJING).strftime(_FORM)


def read(text: object) -> datetime | None:
    """A moment that a platform wrote; None for nothing, for year 1 and for what is no time."""
    if isinstance(text, (int, float)) and not isinstance(text, bool):
        return _of_number(int(text))
    if not isinstance(text, str) or not text.strip():
        return None
    text = text.strip()
    if text.isdigit() and len(text) in (10, 13):
        return _of_number(int(text))
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.year < 1990:  # "0001-01-01 00:00:00" is how JD says never
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=BEIJING)
    return found.astimezone(UTC)


def _of_number(number: int) -> datetime | None:
    """Seconds or milliseconds since 1970, whichever makes sense."""
    seconds = number / 1000 if number >= 10**12 else float(number)
    if not 631_152_000 <= seconds < 10**11:  # 1990; and nothing that is no time
        return None
    return datetime.fromtimestamp(seconds, tz=UTC)
