"""Calls to Taobao's open platform (TOP)."""

from collections.abc import Mapping
from typing import Any

from huike.flow.ingest.connect.contract import Unsound
from huike.flow.ingest.connect.kinds.china import clock, gateway, signing
from huike.flow.ingest.connect.kinds.taobao import answers

Answer = gateway.Answer


class Gateway(gateway.Gateway):
    """One app at work for one shop."""

    access = "session"
    until = "session_until"

    def once(self, method: str, asked: Mapping[str, Any]) -> Answer:
        """What is inside of "trades_sold_get_response" for "taobao.trades.sold.get"."""
        form = self._signed(method, asked)
        told = self.opened(self.tools.web.call("POST", self.settings["gateway"], form=form))
        error = told.get("error_response")
        if isinstance(error, dict):
            raise answers.trouble(error)
        name = method.removeprefix("taobao.").replace(".", "_") + "_response"
        inside = told.get(name)
        if not isinstance(inside, dict):
            raise Unsound(f"Taobao's answer to {method} is without {name}")
        return inside

    def new_token(self) -> Mapping[str, str] | None:
        """A session by the refresh token."""
        if not self.settings.get("refresh_token"):
            return None
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self.settings["refresh_token"],
            "client_id": self.settings["app_key"],
            "client_secret": self.settings["app_secret"],
        }
        told = self.opened(self.tools.web.call("POST", self.settings["token_address"], form=form))
        return self.kept_token(
            told.get("access_token"), told.get("refresh_token"), told.get("expires_in")
        )

    def _signed(self, method: str, asked: Mapping[str, Any]) -> dict[str, str]:
        """Never an empty parameter: the platform's own tools do not agree on how to sign one."""
        how: Any = self.settings["sign_method"]
        params = {
            "method": method,
            "app_key": self.settings["app_key"],
            "session": self.settings.get("session", ""),
            "timestamp": clock.written(self.now()),
            "v": "2.0",
            "format": "json",
            "sign_method": how,
            **{name: _written(value) for name, value in asked.items()},
        }
        params = {name: value for name, value in params.items() if value}
        params["sign"] = signing.top(params, self.settings["app_secret"], how)
        return params


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
