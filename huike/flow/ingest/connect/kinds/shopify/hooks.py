"""Shopify's webhooks: what they say, and that they are there at all.

They are signed over their raw bytes; topic and numbers stand in headers that nobody signed, so what
is erased is decided by the signed body alone. Shopify deletes a subscription whose calls failed for
hours: it is looked for and made again.
"""

import base64
import hmac
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any

from huike.base.kernel.errors import HuikeError, Invalid
from huike.flow.ingest.connect.calling import Call, Notice, Tended, Wish
from huike.flow.ingest.connect.contract import BadSignature, Key, Settings
from huike.flow.ingest.connect.kinds.shopify import asking
from huike.flow.ingest.connect.kinds.shopify.gateway import Gateway, address_of
from huike.flow.ingest.connect.rules import reading

TOPICS = (
    "APP_UNINSTALLED",
    "CUSTOMERS_CREATE",
    "CUSTOMERS_DELETE",
    "CUSTOMERS_EMAIL_MARKETING_CONSENT_UPDATE",
    "CUSTOMERS_MARKETING_CONSENT_UPDATE",
    "CUSTOMERS_MERGE",
    "CUSTOMERS_UPDATE",
    "ORDERS_CANCELLED",
    "ORDERS_CREATE",
    "ORDERS_UPDATED",
    "PRODUCTS_CREATE",
    "PRODUCTS_DELETE",
    "PRODUCTS_UPDATE",
    "REFUNDS_CREATE",
)
_POKES = ("orders/", "refunds/", "customers/", "products/")
# What the body of each must hold: the topic itself is not signed.
_PRIVACY: dict[str, tuple[str, ...]] = {
    "customers/data_request": ("shop_domain", "customer", "data_request"),
    "customers/redact": ("shop_domain", "customer", "orders_to_redact"),
    "shop/redact": ("shop_domain", "shop_id"),
}
_REPEATED = timedelta(hours=5)  # Shopify tries for four hours, with the first payload


def hear(settings: Settings, call: Call) -> Notice:
    """What a call says; `BadSignature` where none of the secrets signed it."""
    given = call.headers.get("x-shopify-hmac-sha256", "").encode("latin-1", "replace")
    secrets = [settings.get("client_secret", ""), settings.get("old_client_secret", "")]
    made = [_signature(one, call.body) for one in secrets if one]
    if not any(hmac.compare_digest(one, given) for one in made):
        raise BadSignature("This call was not signed with the app's secret")
    topic = call.headers.get("x-shopify-topic", "")
    number = call.headers.get("x-shopify-webhook-id") or call.headers.get("x-shopify-event-id", "")
    notice_id = sha256(f"{number}\n{topic}\n".encode() + call.body).hexdigest()
    if topic in _PRIVACY:
        wish = _wish(settings, topic, _body(call.body))
        return Notice(notice_id=notice_id, repeated_for=_REPEATED, wish=wish)
    if topic == "app/uninstalled":
        _of_this_shop(settings, _body(call.body).get("myshopify_domain"))
        return Notice(notice_id=notice_id, repeated_for=_REPEATED, ended="connector_uninstalled")
    return Notice(notice_id=notice_id, repeated_for=_REPEATED, is_poke=topic.startswith(_POKES))


def tend(gateway: Gateway, address: str) -> Tended:
    """See which subscriptions there are, and make those that are missing."""
    there = set(_subscribed(gateway, address))
    missing = [one for one in TOPICS if one not in there]
    made: list[str] = []
    for topic in missing:
        asked = {"topic": topic, "to": {"uri": address, "format": "JSON"}}
        try:
            told = gateway.ask(asking.SUBSCRIBE, asked)["webhookSubscriptionCreate"]
        except HuikeError as problem:
            return Tended(there=len(there), made=tuple(made), problem=problem.code)
        if errors := told.get("userErrors"):
            why = str(errors[0].get("message"))[:200]
            return Tended(len(there), tuple(made), problem="hooks_refused", why=why)
        made.append(topic)
    return Tended(there=len(there), made=tuple(made))


def _subscribed(gateway: Gateway, address: str) -> list[str]:
    found: list[str] = []
    cursor = None
    while True:
        told = gateway.ask(asking.SUBSCRIPTIONS, {"after": cursor})["webhookSubscriptions"]
        found += [str(one["topic"]) for one in told["nodes"] if one["uri"] == address]
        if not told["pageInfo"]["hasNextPage"]:
            return found
        cursor = told["pageInfo"]["endCursor"]


def _signature(secret: str, body: bytes) -> bytes:
    return base64.b64encode(hmac.new(secret.encode(), body, sha256).digest())


def _body(raw: bytes) -> Mapping[str, Any]:
    try:
        found = reading.exact_json(raw)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Invalid("The body is not a JSON object", code="bad_json")
    return found


def _wish(settings: Settings, topic: str, body: Mapping[str, Any]) -> Wish:
    if missing := [one for one in _PRIVACY[topic] if one not in body]:
        raise Invalid("Not the body of this topic", code="bad_json", where=missing[0])
    _of_this_shop(settings, body["shop_domain"])
    if topic == "shop/redact":
        return Wish(kind="shop_redact")
    is_redact = topic == "customers/redact"
    given, asked = body["customer"], body.get("data_request") or {}
    if not isinstance(given, dict) or not isinstance(asked, dict):
        raise Invalid("Not the body of this topic", code="bad_json", where="customer")
    orders = body.get("orders_to_redact" if is_redact else "orders_requested") or ()
    keys = (
        Key("user_id", str(given.get("id") or "")),
        Key("email", str(given.get("email") or ""), "everywhere"),
        Key("phone", str(given.get("phone") or ""), "everywhere"),
    )
    return Wish(
        kind="redact" if is_redact else "data_request",
        number=str(asked.get("id") or ""),
        keys=tuple(one for one in keys if one.value),
        orders=tuple(str(one) for one in orders),
    )


def _of_this_shop(settings: Settings, told: Any) -> None:
    """An app of several shops signs with one secret: what is meant for another is not ours."""
    ours = address_of(settings["shop"]).partition("://")[2].partition(":")[0]
    if ours.endswith(".myshopify.com") and str(told).lower() != ours:
        raise Invalid("This call is of another shop", code="hook_of_another_shop")
