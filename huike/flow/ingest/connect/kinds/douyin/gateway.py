"""Calls to Douyin's open platform: the body is signed as it is sent, and success is code 10000."""

from collections.abc import Mapping
from typing import Any

from huike.flow.ingest.connect.contract import Refused, TokenExpired
from huike.flow.ingest.connect.kinds.china import answers, clock, gateway, signing

_SUCCESS = 10_000
_NUMBERS = answers.Numbers(
    down=frozenset({20_000, 90_000}),
    expired=frozenset({30_001, 30_002, 30_005}),
    forbidden=frozenset({30_003, 30_004}),
    limited=frozenset({70_000, 80_000}),
)


class Gateway(gateway.Gateway):
    """One app at work for one shop."""

    def once(self, method: str, asked: Mapping[str, Any]) -> gateway.Answer:
        """The `data` of "order.searchList", asked at "/order/searchList"."""
        token = {"access_token": self.settings.get("access_token", "")}
        told = self._told(method, asked, token)
        data = told.get("data")
        return data if isinstance(data, dict) else {}

    def new_token(self) -> Mapping[str, str] | None:
        """By the refresh token; an app of the shop's own needs none."""
        told: gateway.Answer = {}
        if self.settings.get("refresh_token"):
            asked = {
                "grant_type": "refresh_token",
                "refresh_token": self.settings["refresh_token"],
            }
            told = self._token("token.refresh", asked)
        if not told and self.settings.get("shop_number"):
            asked = {"code": "", "grant_type": "authorization_self"}
            told = self._token("token.create", {**asked, "shop_id": self.settings["shop_number"]})
        return self.kept_token(
            told.get("access_token"), told.get("refresh_token"), told.get("expires_in")
        )

    def _token(self, method: str, asked: Mapping[str, Any]) -> gateway.Answer:
        """What comes of asking for a token; nothing where it is refused as used or ended."""
        try:
            data = self._told(method, asked, {}).get("data")
        except (TokenExpired, Refused) as why:
            if why.code not in ("connector_refused", "connector_token_expired"):
                raise
            return {}
        return data if isinstance(data, dict) else {}

    def _told(
        self, method: str, asked: Mapping[str, Any], more: Mapping[str, str]
    ) -> dict[str, Any]:
        body = signing.plain_json(dict(asked))
        key, at = self.settings["app_key"], clock.written(self.now())
        query = {
            "method": method,
            "app_key": key,
            **more,
            "timestamp": at,
            "v": "2",
            "sign_method": "hmac-sha256",
            "sign": signing.douyin(key, method, body, at, self.settings["app_secret"]),
        }
        told = self.opened(
            self.tools.web.call(
                "POST",
                f"{self.settings['gateway'].rstrip('/')}/{method.replace('.', '/')}",
                query=query,
                body=body.encode(),
                headers={"Content-Type": "application/json;charset=UTF-8"},
            )
        )
        if answers.whole(told.get("code", told.get("err_no"))) != _SUCCESS:
            raise answers.trouble(
                "Douyin",
                _NUMBERS,
                code=told.get("code"),
                sub=told.get("sub_code"),
                text=told.get("sub_msg"),
            )
        return told
