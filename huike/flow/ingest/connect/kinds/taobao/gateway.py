"""Calls to Taobao's open platform (TOP): signed, on its clock, with a session that is renewed."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from huike.flow.ingest.connect.contract import (
    ConnectorDown,
    Reply,
    Settings,
    TokenExpired,
    Tools,
    Unsound,
)
from huike.flow.ingest.connect.kinds.china import clock, signing
from huike.flow.ingest.connect.kinds.taobao import answers
from huike.flow.ingest.connect.rules.reading import exact_json

_SOON = timedelta(minutes=30)  # a session that ends sooner is renewed beforehand
_FAR = timedelta(seconds=5)  # clocks that differ by less are one
Answer = Mapping[str, Any]


class Gateway:
    """The one address that everything is asked of."""

    def __init__(self, settings: Settings, tools: Tools) -> None:
        self._settings = dict(settings)
        self._tools = tools
        # How far the platform's clock is ahead of ours: learned from its answers, because a call
        # that is signed ten minutes off is refused.
        self.ahead = timedelta(0)
        self.has_met = False

    def now(self) -> datetime:
        """The moment it is at the platform."""
        return self._tools.now() + self.ahead

    def call(self, method: str, **asked: object) -> Answer:
        """What the platform answers inside of its envelope."""
        self._renew_in_time()
        try:
            return self._once(method, asked)
        except TokenExpired:
            if not self._settings.get("refresh_token"):
                raise
            self._renew()
            return self._once(method, asked)
        except ConnectorDown as why:
            if why.code != "connector_clock_off":
                raise
            return self._once(method, asked)  # the refusal has told what time it is

    def _once(self, method: str, asked: Mapping[str, object]) -> Answer:
        reply = self._tools.web.call(
            "POST", self._settings["gateway"], form=self._signed(method, asked)
        )
        self._learn_clock(reply)
        return _opened(method, reply)

    def _signed(self, method: str, asked: Mapping[str, object]) -> dict[str, str]:
        """Never an empty parameter: the platform's own tools do not agree on how to sign one."""
        how: Any = self._settings["sign_method"]
        params = {
            "method": method,
            "app_key": self._settings["app_key"],
            "session": self._settings.get("session", ""),
            "timestamp": clock.written(self.now()),
            "v": "2.0",
            "format": "json",
            "sign_method": how,
            **{name: _written(value) for name, value in asked.items()},
        }
        params = {name: value for name, value in params.items() if value}
        params["sign"] = signing.top(params, self._settings["app_secret"], how)
        return params

    def _learn_clock(self, reply: Reply) -> None:
        self.has_met = True
        try:
            there = parsedate_to_datetime(reply.headers.get("date", ""))
        except ValueError:
            return
        ahead = there.replace(tzinfo=there.tzinfo or UTC) - self._tools.now()
        self.ahead = ahead if abs(ahead) > _FAR else timedelta(0)

    def _renew_in_time(self) -> None:
        until = clock.read(self._settings.get("session_until"))
        if until and self._settings.get("refresh_token") and until - self.now() < _SOON:
            self._renew()

    def _renew(self) -> None:
        """A new session by the refresh token, kept before it is used."""
        reply = self._tools.web.call(
            "POST",
            self._settings["token_address"],
            form={
                "grant_type": "refresh_token",
                "refresh_token": self._settings["refresh_token"],
                "client_id": self._settings["app_key"],
                "client_secret": self._settings["app_secret"],
            },
        )
        told = _object(reply)
        if not told.get("access_token"):
            raise TokenExpired("Taobao does not renew the session", platform=str(reply.status))
        seconds = _whole(told.get("expires_in"))
        until = (self.now() + timedelta(seconds=seconds)).isoformat() if seconds else ""
        kept = {
            "session": str(told["access_token"]),
            "refresh_token": str(told.get("refresh_token") or self._settings["refresh_token"]),
            "session_until": until,
        }
        self._tools.renew(kept)
        self._settings.update(kept)


def _opened(method: str, reply: Reply) -> Answer:
    told = _object(reply)
    error = told.get("error_response")
    if isinstance(error, dict):
        raise answers.trouble(error)
    # "taobao.trades.sold.get" is answered as "trades_sold_get_response".
    name = method.removeprefix("taobao.").replace(".", "_") + "_response"
    inside = told.get(name)
    if not isinstance(inside, dict):
        raise Unsound(f"Taobao's answer to {method} is without {name}")
    return inside


def _object(reply: Reply) -> Answer:
    try:
        told = exact_json(reply.body)
    except ValueError:
        raise Unsound("Taobao's answer is no JSON", platform=str(reply.status)) from None
    if not isinstance(told, dict):
        raise Unsound("Taobao's answer is no object", platform=str(reply.status))
    return told


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _whole(value: Any) -> int:
    try:
        return max(int(value), 0)
    except (TypeError, ValueError):
        return 0
