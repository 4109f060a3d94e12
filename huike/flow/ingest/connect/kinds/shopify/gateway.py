"""Calls to Shopify's GraphQL Admin API: let in, paid for by its bucket of points, judged.

A call costs points; the bucket says in every answer how many are left and how fast it fills, and
the next call rests until it can be paid. Errors come with status 200 and are told apart by code.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from huike.base.kernel.errors import Invalid
from huike.flow.ingest.connect.contract import (
    ConnectorDown,
    RateLimited,
    Refused,
    Reply,
    Settings,
    TokenExpired,
    Tools,
    Unsound,
)
from huike.flow.ingest.connect.rules import reading

_TRIES = 4  # of a call that the bucket could not pay
_LONGEST_REST = 20.0  # seconds; for more, the connection is asked again later
_EARLY = timedelta(minutes=30)  # before a token ends it is renewed
_VERSION = re.compile(r"20\d\d-(01|04|07|10)|unstable")
_HOST = re.compile(r"[a-z0-9][a-z0-9.-]*(:\d{1,5})?")


class TooCostly(Exception):
    """A question asks for more than one call may cost."""


class Gateway:
    """A shop that is asked."""

    def __init__(self, settings: Settings, tools: Tools) -> None:
        self._settings = dict(settings)
        self._tools = tools
        self.base = address_of(settings["shop"])
        self.version = settings["api_version"]
        self.served = self.version  # the version that really answered

    @property
    def web(self) -> Any:
        """For what is no question: a document that an answer named."""
        return self._tools.web

    def ask(self, text: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The data of an answer; a question that the bucket cannot pay yet rests."""
        after = 0.0
        for _ in range(_TRIES):
            answer = self._answer(text, variables or {})
            codes = list(_codes(answer))
            if "MAX_COST_EXCEEDED" in codes:
                raise TooCostly
            after = self._paid(answer, is_short="THROTTLED" in codes)
            if "THROTTLED" not in codes:
                _judge(codes, answer)
                data = answer.get("data")
                if not isinstance(data, dict):
                    raise Unsound("The answer has no data")
                return data
            if after > _LONGEST_REST:
                break
        raise RateLimited(after=max(after, 1.0))

    def _answer(self, text: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        reply = self._called(text, variables)
        if reply.status == 401 and self._is_granted():
            self._grant()
            reply = self._called(text, variables)
        if reply.status != 200:
            raise _refusal(reply.status)
        self.served = reply.headers.get("x-shopify-api-version", "") or self.version
        answer = reply.json()
        if not isinstance(answer, dict):
            raise Unsound("The answer is no object")
        return answer

    def _called(self, text: str, variables: Mapping[str, Any]) -> Reply:
        body = json.dumps({"query": text, "variables": variables}).encode()
        headers = {
            "Content-Type": "application/json",
            "X-Shopify-Access-Token": self._token(),
        }
        url = f"{self.base}/admin/api/{self.version}/graphql.json"
        return self._tools.web.call("POST", url, body=body, headers=headers)

    def _paid(self, answer: Mapping[str, Any], *, is_short: bool) -> float:
        """Rest until the bucket holds what this question has cost; how long."""
        told = answer.get("extensions") or {}
        cost = told.get("cost") if isinstance(told, dict) else None
        if not isinstance(cost, dict):
            return 1.0 if is_short else 0.0
        try:
            asked = float(cost.get("requestedQueryCost") or 0)
            bucket = cost["throttleStatus"]
            left, rate = float(bucket["currentlyAvailable"]), float(bucket["restoreRate"])
        except (KeyError, TypeError, ValueError):
            return 1.0 if is_short else 0.0
        rest = max(0.0, asked - left) / rate if rate > 0 else 1.0
        if 0 < rest <= _LONGEST_REST:
            self._tools.web.rest(rest)
        return rest

    def _is_granted(self) -> bool:
        return not self._settings.get("access_token")

    def _token(self) -> str:
        if not self._is_granted():
            return self._settings["access_token"]
        until = self._settings.get("granted_until", "")
        if not until or reading.time(until) - _EARLY <= self._tools.now():
            self._grant()
        return self._settings["granted_token"]

    def _grant(self) -> None:
        """A token for a day, by the app's own id and secret; kept before it is used."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self._settings.get("client_id", ""),
            "client_secret": self._settings.get("client_secret", ""),
        }
        url = f"{self.base}/admin/oauth/access_token"
        reply = self._tools.web.call("POST", url, form=form)
        if reply.status in (400, 401, 403):
            raise TokenExpired("The shop does not take this app's id and secret")
        if reply.status != 200:
            raise _refusal(reply.status)
        told = reply.json()
        try:
            token, lasts = str(told["access_token"]), int(told.get("expires_in") or 3600)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise Unsound("The answer holds no token") from None
        until = self._tools.now() + timedelta(seconds=lasts)
        granted = {"granted_token": token, "granted_until": until.isoformat()}
        self._tools.renew(granted)
        self._settings |= granted


def address_of(shop: str) -> str:
    """Where a shop answers: `tea-house`, its myshopify.com name, or a whole address."""
    text = shop.strip().rstrip("/").lower()
    scheme, mark, host = text.rpartition("://")
    host = host.partition("/")[0]
    if "." not in host and not mark:
        host += ".myshopify.com"
    return f"{scheme or 'https'}://{host}"


def fit(settings: Settings) -> None:
    """Whether these settings can let us in."""
    scheme, _, host = address_of(settings["shop"]).partition("://")
    if scheme not in ("http", "https") or not _HOST.fullmatch(host):
        raise Invalid("Not the name of a shop", code="setting_wrong", where="shop")
    if not _VERSION.fullmatch(settings["api_version"]):
        raise Invalid("A version is 2026-07", code="setting_wrong", where="api_version")
    if settings.get("access_token"):
        return
    for name in ("client_id", "client_secret"):
        if not settings.get(name):
            raise Invalid(
                "Give an access token, or the app's client id and secret",
                code="setting_missing",
                where=name,
            )


def _codes(answer: Mapping[str, Any]) -> Iterator[str]:
    errors = answer.get("errors") or []
    for one in errors if isinstance(errors, list) else [errors]:
        more = one.get("extensions") if isinstance(one, dict) else None
        yield str(more.get("code") or "UNKNOWN") if isinstance(more, dict) else "UNKNOWN"


def _judge(codes: list[str], answer: Mapping[str, Any]) -> None:
    """Errors that came with status 200."""
    if not codes:
        return
    if "ACCESS_DENIED" in codes:
        raise Refused("The app may not read this", code="connector_forbidden", what=_path(answer))
    if "SHOP_INACTIVE" in codes:
        raise Refused("The shop is closed", code="connector_shop_closed")
    if "INTERNAL_SERVER_ERROR" in codes or "TIMEOUT" in codes:
        raise ConnectorDown("The platform has trouble", status=500)
    raise Refused("The shop refused the question", code="connector_refused", status=codes[0])


def _path(answer: Mapping[str, Any]) -> str:
    paths = (one.get("path") for one in answer["errors"] if isinstance(one, dict))
    return ".".join(str(part) for path in paths for part in path or ())[:100]


def _refusal(status: int) -> Exception:
    if status == 401:
        return TokenExpired("The shop does not take this token")
    if status == 403:
        return Refused("The app may not read this", code="connector_forbidden", what="")
    if status in (402, 423):
        return Refused("The shop is closed", code="connector_shop_closed")
    if status in (301, 302, 303, 307, 308, 404):
        return Refused("There is no shop of Shopify at this address", code="connector_no_shop")
    return Refused("The shop refused", code="connector_refused", status=status)
