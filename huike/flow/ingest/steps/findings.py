"""What was found in a file, by a dry run or the run itself, kept sealed with the import."""

import json
from typing import Any

from huike.base.kernel import crypto
from huike.flow.ingest.models import Import

_CONTEXT = "ingest.trial"


def sealed(key: bytes, found: dict[str, Any]) -> bytes:
    """As it is kept: it may name people."""
    return crypto.seal(key, json.dumps(found, ensure_ascii=False), _CONTEXT)


def kept(row: Import) -> dict[str, Any] | None:
    """What was found last."""
    if row.sealed_trial is None:
        return None
    key = crypto.unwrap_key(bytes(row.wrapped_key))
    found: dict[str, Any] = json.loads(crypto.unseal(key, bytes(row.sealed_trial), _CONTEXT))
    return found
