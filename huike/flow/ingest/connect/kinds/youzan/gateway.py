"""Calls to Youzan's cloud: JSON with the token in the address; a shop's own app gets its token."""

from collections.abc import Mapping
from typing import Any

from huike.flow.ingest.connect.contract import Refused, Unsound
from huike.flow.ingest.connect.kinds.china import answers, gateway
from huike.flow.ingest.connect.kinds.china.signing import plain_json

_SUCCESS = 200
_NUMBERS = answers.Numbers(
    expired=frozenset({4201, 4202, 4203}),
    limited=frozenset({4205, 4206}),
    forbidden=frozenset({4001, 4002}),
    wrong_app=frozenset({4101, 4102}),
    down=frozenset({5000, 5001}),
)


class Gateway(gateway.Gateway):
    """One app at work for one shop."""

    def once(self, method: str, asked: Mapping[str, Any]) -> gateway.Answer:
        """The `data` of "youzan.trades.sold.get/4.0.4"."""
        told = self._posted(
            f"api/{method}", asked, {"access_token": self.settings.get("access_token", "")}
        )
        error = told.get("gw_err_resp")
        if isinstance(error, dict):
            raise _trouble(error.get("err_code"), error.get("err_msg"))
        if answers.whole(told.get("code")) != _SUCCESS:
            raise _trouble(told.get("code"), told.get("message"))
        data = told.get("data")
        if not isinstance(data, dict):
            raise Unsound(f"Youzan's answer to {method} is without data")
        return data

    def new_token(self) -> Mapping[str, str] | None:
        """Without a person: the app belongs to the shop."""
        told = self._posted(
            "auth/token",
            {
                "client_id": self.settings["app_key"],
                "client_secret": self.settings["app_secret"],
                "authorize_type": "silent",
                "grant_id": self.settings["shop_number"],
                "refresh": False,
            },
            {},
        )
        data = told.get("data")
        if not isinstance(data, dict) or not data.get("access_token"):
            raise Refused("Youzan gives this app no token", code="connector_bad_app")
        return self.kept_token(data["access_token"], "", data.get("expires"))

    def _posted(
        self, path: str, asked: Mapping[str, Any], query: Mapping[str, str]
    ) -> dict[str, Any]:
        return self.opened(
            self.tools.web.call(
                "POST",
                f"{self.settings['gateway'].rstrip('/')}/{path}",
                query=query,
                body=plain_json(dict(asked)).encode(),
                headers={"Content-Type": "application/json"},
            )
        )


def _trouble(code: object, text: object) -> Exception:
    return answers.trouble("Youzan", _NUMBERS, code=code, sub="", text=text)
