"""Keys and seals for personal data.

A person's values are sealed with AES-256-GCM under a key of their own, which is wrapped by a key
derived from the master key (HKDF, RFC 5869). Look-up uses HMAC-SHA-256 of the normalised value, cut
to 16 bytes. Erasing the wrapped key erases the values.
"""

import base64
import hmac
import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from django.conf import settings

from huike.base.kernel.errors import Invalid

_NONCE = 12


@lru_cache(maxsize=64)
def _derived(purpose: str) -> bytes:
    info = b"huike:" + purpose.encode()
    return HKDFExpand(algorithm=SHA256(), length=32, info=info).derive(settings.MASTER_KEY)


@lru_cache(maxsize=64)
def _pads(purpose: str) -> tuple[Any, Any]:
    """HMAC's two hashes (RFC 2104), begun once: a copy costs a quarter of beginning again."""
    key = _derived(purpose).ljust(64, b"\0")
    return sha256(bytes(b ^ 0x36 for b in key)), sha256(bytes(b ^ 0x5C for b in key))


def _mac(purpose: str, payload: bytes) -> bytes:
    """HMAC-SHA-256 under the key of this purpose."""
    begun, outer = _pads(purpose)
    first, second = begun.copy(), outer.copy()
    first.update(payload)
    second.update(first.digest())
    done: bytes = second.digest()
    return done


@lru_cache(maxsize=1)
def _wrapper() -> AESGCM:
    return AESGCM(_derived("wrap"))


def new_key() -> bytes:
    """A fresh key for one person (32 bytes)."""
    return os.urandom(32)


def wrap_key(key: bytes) -> bytes:
    """The key as it may be stored (60 bytes)."""
    nonce = os.urandom(_NONCE)
    return nonce + _wrapper().encrypt(nonce, key, b"")


def seal_new(texts: Sequence[str], context: str) -> tuple[list[bytes], list[bytes]]:
    """Each text under a fresh key of its own: those keys wrapped, and the texts sealed by them."""
    size = 32 + 2 * _NONCE
    # The random bytes are asked for once: a call for each would cost as much as the sealing.
    pool, wrap, about = os.urandom(size * len(texts)), _wrapper().encrypt, context.encode()
    wrapped, sealed = [], []
    for text, at in zip(texts, range(0, len(pool), size), strict=True):
        key = pool[at : at + 32]
        first, second = pool[at + 32 : at + 32 + _NONCE], pool[at + 32 + _NONCE : at + size]
        wrapped.append(first + wrap(first, key, b""))
        sealed.append(second + AESGCM(key).encrypt(second, text.encode(), about))
    return wrapped, sealed


def unwrap_key(wrapped: bytes) -> bytes:
    """The key again; another master key, or a changed byte, is `Invalid`."""
    return _open(_wrapper(), wrapped, b"")


def seal(key: bytes, text: str, context: str) -> bytes:
    """The text under the key; `context` (table.column) must be the same when it is opened."""
    return seal_bytes(key, text.encode(), context)


def unseal(key: bytes, blob: bytes, context: str) -> str:
    """The text again; a wrong key, context or byte is `Invalid`."""
    return unseal_bytes(key, blob, context).decode()


def seal_bytes(key: bytes, data: bytes, context: str) -> bytes:
    """`seal` for what is no text."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, context.encode())


def unseal_bytes(key: bytes, blob: bytes, context: str) -> bytes:
    """`unseal` for what is no text."""
    return _open(AESGCM(key), blob, context.encode())


def seal_secret(text: str, context: str) -> bytes:
    """A secret of the installation (a password of a mail server) under the master key."""
    return seal(_derived("secret"), text, context)


def unseal_secret(blob: bytes, context: str) -> str:
    """That secret again."""
    return unseal(_derived("secret"), blob, context)


def blind(workspace_id: int, kind: str, value: str) -> bytes:
    """A keyed hash (16 bytes) to look a normalised value up without storing it."""
    return blinder(workspace_id, kind)(value)


@lru_cache(maxsize=256)
def blinder(workspace_id: int, kind: str) -> Callable[[str], bytes]:
    """`blind` for many values of one kind: what they share is hashed once."""
    begun, outer = _pads("blind")
    inner = begun.copy()
    inner.update(f"{workspace_id}\x1f{kind}\x1f".encode())

    def hashed(value: str) -> bytes:
        first, second = inner.copy(), outer.copy()
        first.update(value.encode())
        second.update(first.digest())
        found: bytes = second.digest()[:16]
        return found

    return hashed


def sign(purpose: str, payload: bytes) -> str:
    """A token that carries the payload and cannot be made without the master key."""
    tag = _mac(f"sign:{purpose}", payload)[:16]
    return base64.urlsafe_b64encode(tag + payload).rstrip(b"=").decode()


def verify(purpose: str, token: str) -> bytes:
    """The payload of a token of this purpose; any other token is `Invalid`."""
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except ValueError:
        raw = b""
    tag, payload = raw[:16], raw[16:]
    good = _mac(f"sign:{purpose}", payload)[:16]
    # The round trip refuses second spellings of a token (base64 leaves bits of its last sign free).
    is_canonical = base64.urlsafe_b64encode(raw).rstrip(b"=").decode() == token
    if len(tag) != 16 or not hmac.compare_digest(tag, good) or not is_canonical:
        raise Invalid("This link or token is not valid", code="bad_token")
    return payload


def digest(text: str) -> bytes:
    """A plain SHA-256, for secrets that are already random (API tokens)."""
    return sha256(text.encode()).digest()


def _open(cipher: AESGCM, blob: bytes, context: bytes) -> bytes:
    try:
        return cipher.decrypt(bytes(blob[:_NONCE]), bytes(blob[_NONCE:]), context)
    except (InvalidTag, ValueError):
        raise Invalid(
            "A sealed value does not open with this master key",
            code="bad_seal",
            mend="Check that HUIKE_MASTER_KEY is the one this database was made with",
        ) from None
