"""What an error of Taobao's gateway means for us. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from huike.flow.ingest.connect.contract import (
    ConnectorDown,
    RateLimited,
    Refused,
    TokenExpired,
    Trouble,
)

_WAIT = 60.0  # seconds, where the platform names none
_SECONDS = re.compile(r"(\d{1,6})\s*(?:more\s+)?seconds?", re.IGNORECASE)
_EXPIRED = {26, 27, 53}  # no session, a wrong one, one whose level has ended
_DOWN = {10}  # the service is not there at the moment
_FORBIDDEN = {11, 12, 42}
_WRONG_APP = {25, 28, 29}  # signature, app key
_CLOCK = {30, 31}


def trouble(error: Mapping[str, Any]) -> Trouble:
    """The refusal to raise; the platform's own words are kept to its codes, which name nobody."""
    code = _number(error.get("code"))
    sub = str(error.get("sub_code") or "")
    said = f"Taobao answered {code} {sub}".strip()
    platform = f"{code} {sub}".strip()
    if code == 7 or _is_flow(sub):
        after = _seconds(str(error.get("sub_msg") or ""))
        return RateLimited(said, after=after, platform=platform)
    if code in _EXPIRED or "session" in sub:
        return TokenExpired(said, platform=platform)
    if code in _FORBIDDEN or "permission" in sub:
        return Refused(said, code="connector_not_permitted", platform=platform)
    if code in _WRONG_APP:
        return Refused(said, code="connector_bad_app", platform=platform)
    if code in _CLOCK:
        return ConnectorDown(said, code="connector_clock_off", platform=platform)
    if sub.startswith("isp.") or code in _DOWN:
        return ConnectorDown(said, platform=platform)
    return Refused(said, platform=platform)


def _is_flow(sub: str) -> bool:
    """Flow limits of the app or of the platform, whatever the number in front of them."""
    return any(word in sub for word in ("limited-by", "call-limited", "flow", "frequency"))


def _seconds(text: str) -> float:
    """How long the ban lasts, if its text says so."""
    found = _SECONDS.search(text)
    return float(found[1]) + 1 if found else _WAIT


def _number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0
