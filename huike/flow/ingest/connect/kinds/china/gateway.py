"""Calls to a platform's gateway: on its clock, and with a token that is renewed."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar

from huike.flow.ingest.connect.contract import (
    ConnectorDown,
    Reply,
    Settings,
    TokenExpired,
    Tools,
    Unsound,
)
from huike.flow.ingest.connect.kinds.china import clock
from huike.flow.ingest.connect.rules.reading import exact_json

_SOON = timedelta(minutes=30)  # a token that ends sooner is renewed beforehand
_FAR = timedelta(seconds=5)  # clocks that differ by less are one
CLOCK_OFF = "connector_clock_off"  # the code of a refusal of our time
Answer = Mapping[str, Any]


class Gateway(ABC):
    """The one address that everything is asked of; its subclasses say how a call is written."""

    access: ClassVar[str] = "access_token"  # the settings that hold the token and its end
    until: ClassVar[str] = "token_until"

    def __init__(self, settings: Settings, tools: Tools) -> None:
        self.settings = dict(settings)
        self.tools = tools
        # How far the platform's clock is ahead of ours: learned from its answers, because a call
        # that is signed ten minutes off is refused.
        self.ahead = timedelta(0)
        self.has_met = False

    @abstractmethod
    def once(self, method: str, asked: Mapping[str, Any]) -> Answer:
        """One call with the token there is; what the platform answers inside of its envelope."""

    @abstractmethod
    def new_token(self) -> Mapping[str, str] | None:
        """The settings to keep of a new token; None where none can be had without a person."""

    def now(self) -> datetime:
        """The moment it is at the platform."""
        return self.tools.now() + self.ahead

    def call(self, method: str, **asked: Any) -> Answer:
        """One call; a token that has ended, or a clock that is off, is mended once."""
        until = clock.read(self.settings.get(self.until))
        if not self.settings.get(self.access) or (until and until - self.now() < _SOON):
            self._renew()
        try:
            return self.once(method, asked)
        except TokenExpired:
            if not self._renew():
                raise
            return self.once(method, asked)
        except ConnectorDown as why:
            if why.code != CLOCK_OFF:
                raise
            return self.once(method, asked)  # the refusal has told what time it is

    def opened(self, reply: Reply) -> dict[str, Any]:
        """An answer as an object; what time it is there is learned by the way."""
        self._learn_clock(reply)
        try:
            told = exact_json(reply.body)
        except ValueError:
            raise Unsound("The answer is no JSON", platform=str(reply.status)) from None
        if not isinstance(told, dict):
            raise Unsound("The answer is no object", platform=str(reply.status))
        return told

    def kept_token(
        self, token: object, refresh_token: object, seconds: object
    ) -> Mapping[str, str] | None:
        """A new token as settings; `seconds` is how long it lives, or when it ends."""
        if not isinstance(token, str) or not token:
            return None
        return {
            self.access: token,
            "refresh_token": str(refresh_token or self.settings.get("refresh_token", "")),
            self.until: self._end_of(seconds),
        }

    def _renew(self) -> bool:
        """Whether there is a new token; it is kept before it is used."""
        kept = self.new_token()
        if not kept:
            return False
        self.tools.renew(kept)
        self.settings.update(kept)
        return True

    def _end_of(self, seconds: object) -> str:
        """A span of seconds, or a moment; "" where nothing is said."""
        at = clock.read(seconds)
        if at is None:
            text = str(seconds or "")
            if not text.isdecimal() or not 0 < int(text) < 10**9:
                return ""
            at = self.now() + timedelta(seconds=int(text))
        return at.isoformat()

    def _learn_clock(self, reply: Reply) -> None:
        self.has_met = True
        try:
            there = parsedate_to_datetime(reply.headers.get("date", ""))
        except ValueError:
            return
        ahead = there.replace(tzinfo=there.tzinfo or UTC) - self.tools.now()
        self.ahead = ahead if abs(ahead) > _FAR else timedelta(0)
