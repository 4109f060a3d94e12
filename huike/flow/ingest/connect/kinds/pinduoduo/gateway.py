"""Calls to Pinduoduo's open platform: MD5 around the parameters, seconds as time."""

from collections.abc import Mapping
from typing import Any

from huike.flow.ingest.connect.contract import Refused, TokenExpired, Unsound
from huike.flow.ingest.connect.kinds.china import answers, gateway, signing

_NUMBERS = answers.Numbers(
    wrong_app=frozenset({10016, 20004}),
    expired=frozenset({10018, 10019, 20005}),
    forbidden=frozenset({30000, 30001}),
    limited=frozenset({52101, 70031}),
    down=frozenset({50000, 50001, 52001, 52002, 52102, 52103, 70033}),
)


class Gateway(gateway.Gateway):
    """One app at work for one shop."""

    def once(self, method: str, asked: Mapping[str, Any]) -> gateway.Answer:
        """What is inside of the one envelope, whatever its name."""
        return self._told(method, {**asked, "access_token": self.settings.get("access_token", "")})

    def new_token(self) -> Mapping[str, str] | None:
        """By the refresh token."""
        if not self.settings.get("refresh_token"):
            return None
        asked = {"refresh_token": self.settings["refresh_token"]}
        try:
            told = self._told("pdd.pop.auth.token.refresh", asked)
        except (TokenExpired, Refused) as why:
            if why.code not in ("connector_refused", "connector_token_expired"):
                raise
            return None
        return self.kept_token(
            told.get("access_token"), told.get("refresh_token"), told.get("expires_in")
        )

    def _told(self, method: str, asked: Mapping[str, Any]) -> gateway.Answer:
        params = {
            "type": method,
            "client_id": self.settings["app_key"],
            "timestamp": str(int(self.now().timestamp())),
            "data_type": "JSON",
            "version": "V1",
            **{name: str(value) for name, value in asked.items()},
        }
        params = {name: value for name, value in params.items() if value}
        params["sign"] = signing.around(params, self.settings["app_secret"])
        told = self.opened(self.tools.web.call("POST", self.settings["gateway"], form=params))
        error = told.get("error_response")
        if isinstance(error, dict):
            raise answers.trouble(
                "Pinduoduo",
                _NUMBERS,
                code=error.get("error_code"),
                sub=error.get("sub_code"),
                text=error.get("sub_msg"),
            )
        inside = [one for one in told.values() if isinstance(one, dict)]
        if len(inside) != 1:
            raise Unsound(f"Pinduoduo's answer to {method} has no envelope")
        return inside[0]  # type: ignore[no-any-return]
