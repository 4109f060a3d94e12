"""What came over the wire, read exactly. Pure."""

import json
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def exact_json(body: bytes) -> Any:
    """JSON whose numbers keep every digit; `ValueError` where it is none."""
    try:
        return json.loads(body, parse_float=Decimal)
    except RecursionError:
        raise ValueError("too deep") from None


def amount(value: Any) -> Decimal:
    """An amount, from a number or a text; nothing, or an empty text, is 0."""
    if value is None or value == "":
        return Decimal(0)
    try:
        found = value if isinstance(value, Decimal) else Decimal(str(value).strip())
    except InvalidOperation:  # also of what is no number and no text
        raise ValueError("no amount") from None
    if not found.is_finite():
        raise ValueError("no amount")
    return found


def time(value: Any, zone: ZoneInfo | None = None) -> datetime:
    """A moment, from ISO 8601 (or `yyyy-MM-dd HH:mm:ss`); one without an offset is in `zone`."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("no time")
    found = datetime.fromisoformat(value.strip())
    return (found if found.tzinfo else found.replace(tzinfo=zone or UTC)).astimezone(UTC)
