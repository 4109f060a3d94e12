"""The secrets of an endpoint: made here, kept sealed, two of them while one takes over."""

import os
from datetime import datetime, timedelta

from huike.base.kernel.crypto import seal_secret, unseal_secret
from huike.base.webhooks.models import Endpoint
from huike.base.webhooks.rules import signature

_CONTEXT = "webhooks.secret"
_BOTH = timedelta(hours=24)


def new() -> str:
    """A secret nobody has seen."""
    return signature.secret_of(os.urandom(24))


def sealed(secret: str) -> bytes:
    """As it is kept."""
    return seal_secret(secret, _CONTEXT)


def of(endpoint: Endpoint, now: datetime) -> list[str]:
    """The secrets that sign now, the newest first."""
    found = [unseal_secret(bytes(endpoint.secret), _CONTEXT)]
    if endpoint.former_secret and endpoint.former_until and now < endpoint.former_until:
        found.append(unseal_secret(bytes(endpoint.former_secret), _CONTEXT))
    return found


def take_over(endpoint: Endpoint, secret: str, now: datetime) -> None:
    """A new secret; the one before signs beside it for a day, so that nobody has to hurry."""
    endpoint.former_secret, endpoint.former_until = endpoint.secret, now + _BOTH
    endpoint.secret = sealed(secret)
