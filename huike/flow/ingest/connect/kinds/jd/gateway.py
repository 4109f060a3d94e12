"""Calls to JD's open platform: business parameters as one JSON text, MD5 around everything."""

from collections.abc import Mapping
from typing import Any

from huike.flow.ingest.connect.contract import Unsound
from huike.flow.ingest.connect.kinds.china import answers, clock, gateway, signing

_NUMBERS = answers.Numbers(
    expired=frozenset({18, 19}),
    limited=frozenset({7}),
    forbidden=frozenset({11, 12}),
    wrong_app=frozenset({25, 28, 29}),
    clock=frozenset({30, 31}),
    down=frozenset({10, 65}),
)
_ENVELOPES = ("responce", "response")  # the first is how JD spells it


class Gateway(gateway.Gateway):
    """One app at work for one shop."""

    def once(self, method: str, asked: Mapping[str, Any]) -> gateway.Answer:
        """What is inside of "jingdong_pop_order_search_responce"."""
        params = {
            "method": method,
            "app_key": self.settings["app_key"],
            "access_token": self.settings.get("access_token", ""),
            "timestamp": clock.written(self.now()),
            "v": "2.0",
            "360buy_param_json": signing.plain_json(dict(asked)),
        }
        params = {name: value for name, value in params.items() if value}
        params["sign"] = signing.around(params, self.settings["app_secret"])
        told = self.opened(self.tools.web.call("POST", self.settings["gateway"], form=params))
        error = told.get("error_response")
        if isinstance(error, dict):
            raise _trouble(error.get("code"), error.get("en_desc"))
        name = method.replace(".", "_")
        for ending in _ENVELOPES:
            inside = told.get(f"{name}_{ending}")
            if isinstance(inside, dict):
                return _judged(inside)
        raise Unsound(f"JD's answer to {method} has no envelope")

    def new_token(self) -> Mapping[str, str] | None:
        """By the refresh token, which the platform takes only in the token's last day."""
        if not self.settings.get("refresh_token"):
            return None
        query = {
            "app_key": self.settings["app_key"],
            "app_secret": self.settings["app_secret"],
            "grant_type": "refresh_token",
            "refresh_token": self.settings["refresh_token"],
        }
        told = self.opened(self.tools.web.call("POST", self.settings["token_address"], query=query))
        return self.kept_token(
            told.get("access_token"), told.get("refresh_token"), told.get("expires_in")
        )


def _judged(inside: dict[str, Any]) -> gateway.Answer:
    """The one result in it: that it came is no proof that it went well."""
    results = [one for one in inside.values() if isinstance(one, dict)]
    told = results[0] if results else inside
    result = told.get("apiResult")
    if isinstance(result, dict) and result.get("success") not in (True, "true"):
        raise _trouble(result.get("numberCode"), result.get("englishErrCode"))
    return told


def _trouble(code: object, text: object) -> Exception:
    return answers.trouble("JD", _NUMBERS, code=code, sub="", text=text)
