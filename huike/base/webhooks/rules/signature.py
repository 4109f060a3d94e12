"""How a notice is signed, by Standard Webhooks 1.0 (https://www.standardwebhooks.com). Pure."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence

PREFIX = "whsec_"
TOLERANCE = 300  # seconds that sender's and receiver's clocks may differ
_LENGTHS = range(24, 65)


def secret_of(key: bytes) -> str:
    """A key as its owner sees it."""
    return PREFIX + base64.b64encode(key).decode()


def key_of(secret: str) -> bytes:
    """The key that a secret holds; ValueError where it holds none of 24 to 64 bytes."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("a secret is whsec_ and a key in base64") from None
    if len(key) not in _LENGTHS:
        raise ValueError("a key has 24 to 64 bytes")
    return key


def headers(secrets: Sequence[str], notice_id: str, at: int, body: bytes) -> dict[str, str]:
    """What goes with a body at a moment (seconds since 1970): one signature of each secret."""
    signed = (_signature(secret, notice_id, at, body) for secret in secrets)
    return {
        "webhook-id": notice_id,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(signed),
    }


def is_signed(secrets: Sequence[str], given: dict[str, str], body: bytes, now: int) -> bool:
    """Whether one of the signatures is of one of the secrets, and not older or newer than 5 min."""
    try:
        at = int(given["webhook-timestamp"])
        notice_id, signatures = given["webhook-id"], given["webhook-signature"].split()
    except (KeyError, ValueError):
        return False
    if abs(now - at) > TOLERANCE:
        return False
    right = [_signature(secret, notice_id, at, body) for secret in secrets]
    pairs = [
        hmac.compare_digest(one.encode(), other.encode()) for one in signatures for other in right
    ]
    return any(pairs)


def _signature(secret: str, notice_id: str, at: int, body: bytes) -> str:
    signed = f"{notice_id}.{at}.".encode() + body
    mac = hmac.new(key_of(secret), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(mac).decode()}"
