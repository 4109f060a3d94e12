"""What the error of a gateway means for us, by its number or by the word it has for it. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from huike.flow.ingest.connect.contract import (
    ConnectorDown,
    RateLimited,
    Refused,
    TokenExpired,
    Trouble,
)
from huike.flow.ingest.connect.kinds.china.gateway import CLOCK_OFF

_WAIT = 60.0  # seconds, where the platform names none
_SECONDS = re.compile(r"(\d{1,6})\s*(?:more\s+)?seconds?", re.IGNORECASE)
_FLOW = ("limited-by", "call-limited", "flow", "frequency", "rate-limit", "qps", "too-many")


@dataclass(frozen=True)
class Numbers:
    """The numbers that a platform has for what can go wrong."""

    expired: frozenset[int] = frozenset()
    limited: frozenset[int] = frozenset()
    down: frozenset[int] = frozenset()
    forbidden: frozenset[int] = frozenset()
    wrong_app: frozenset[int] = frozenset()
    clock: frozenset[int] = frozenset()
    other: Mapping[int, str] = field(default_factory=dict)


def trouble(platform: str, numbers: Numbers, *, code: object, sub: object, text: object) -> Trouble:
    """The refusal to raise. Of what the platform says only its codes are kept: they name nobody."""
    number, word = whole(code), str(sub or "")
    told = f"{code} {word}".strip()[:100]
    said = f"{platform} answered {told}"
    if number in numbers.limited or any(one in word for one in _FLOW):
        return RateLimited(said, after=_seconds(str(text or "")), platform=told)
    if number in numbers.expired or "session" in word or "token" in word:
        return TokenExpired(said, platform=told)
    if number in numbers.forbidden or "permission" in word:
        return Refused(said, code="connector_not_permitted", platform=told)
    if number in numbers.wrong_app or "invalid-sign" in word or "invalid-app" in word:
        return Refused(said, code="connector_bad_app", platform=told)
    if number in numbers.clock or "timestamp" in word:
        return ConnectorDown(said, code=CLOCK_OFF, platform=told)
    if word.startswith("isp.") or number in numbers.down:
        return ConnectorDown(said, platform=told)
    return Refused(said, platform=told)


def whole(value: object) -> int:
    """A number that came as one or as text; 0 where it is none."""
    text = str(value).strip()
    return int(text) if text.isdecimal() and len(text) < 12 else 0


def _seconds(text: str) -> float:
    """How long the ban lasts, if its text says so."""
    found = _SECONDS.search(text)
    return float(found[1]) + 1 if found else _WAIT
