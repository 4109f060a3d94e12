"""How the Chinese platforms sign what is sent to them. Pure."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, Literal

Method = Literal["md5", "hmac", "hmac-sha256"]


def sorted_pairs(params: Mapping[str, str]) -> str:
    """Names and values one after the other, by name; the signature itself is no part of them."""
    return "".join(f"{name}{params[name]}" for name in sorted(params) if name != "sign")


def around(params: Mapping[str, str], secret: str, body: str = "") -> str:
    """MD5 of the pairs (and of a raw body behind them) with the secret before and after."""
    text = f"{secret}{sorted_pairs(params)}{body}{secret}"
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper()


def top(params: Mapping[str, str], secret: str, method: Method) -> str:
    """As Taobao's gateway wants it; `hmac` alone means HMAC of MD5 there."""
    if method == "md5":
        return around(params, secret)
    how = "sha256" if method == "hmac-sha256" else "md5"
    text = sorted_pairs(params).encode()
    return hmac.new(secret.encode(), text, how).hexdigest().upper()


def douyin(app_key: str, method: str, body: str, timestamp: str, secret: str) -> str:
    """As Douyin's gateway wants it: the token is no part of it, and the body is as it is sent."""
    pairs = f"app_key{app_key}method{method}param_json{body}timestamp{timestamp}v2"
    text = f"{secret}{pairs}{secret}".encode()
    return hmac.new(secret.encode(), text, "sha256").hexdigest()


def plain_json(value: Any) -> str:
    """JSON with names in order at every level, without spaces, nothing escaped for web pages."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def is_same(given: str, expected: str) -> bool:
    """Whether two signatures are one, without telling by the time where they part."""
    return hmac.compare_digest(given.encode(), expected.encode())
