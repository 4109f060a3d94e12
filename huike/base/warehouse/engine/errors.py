"""Refusals in ClickHouse's own words: a code, a text and the HTTP status a server would give."""

import re

SYNTAX_ERROR = 62
NOT_IMPLEMENTED = 48
BAD_ARGUMENTS = 36
UNKNOWN_SETTING = 115
TIMEOUT_EXCEEDED = 159
TOO_MANY_SIMULTANEOUS_QUERIES = 202
REQUIRED_PASSWORD = 194
SESSION_NOT_FOUND = 372
SESSION_IS_LOCKED = 373
QUERY_WAS_CANCELLED = 394
TOO_LARGE = 131
AUTHENTICATION_FAILED = 516
UNKNOWN_EXCEPTION = 1002

_STATUS = {
    SYNTAX_ERROR: 400,
    BAD_ARGUMENTS: 400,
    UNKNOWN_SETTING: 404,
    60: 404,  # UNKNOWN_TABLE
    81: 404,  # UNKNOWN_DATABASE
    46: 404,  # UNKNOWN_FUNCTION
    47: 404,  # UNKNOWN_IDENTIFIER
    TIMEOUT_EXCEEDED: 408,
    TOO_LARGE: 413,
    TOO_MANY_SIMULTANEOUS_QUERIES: 503,
    NOT_IMPLEMENTED: 501,
    SESSION_NOT_FOUND: 404,
    AUTHENTICATION_FAILED: 403,
}
_CODE = re.compile(r"Code: (\d+)\.")


class Refused(Exception):
    """The engine or its door says no."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text if text.startswith("Code: ") else f"Code: {code}. DB::Exception: {text}"

    @property
    def status(self) -> int:
        """HTTP status a ClickHouse server answers for this code."""
        return _STATUS.get(self.code, 500)


def from_engine(error: Exception) -> Refused:
    """Read code and text out of what chDB raised."""
    text = str(error)
    start = text.find("Code: ")
    if start < 0:
        return Refused(UNKNOWN_EXCEPTION, text)
    text = text[start:].strip()
    found = _CODE.match(text)
    return Refused(int(found[1]) if found else UNKNOWN_EXCEPTION, text)
