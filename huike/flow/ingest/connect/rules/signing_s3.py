"""How a call to S3 is signed: AWS Signature Version 4, in its headers. Pure."""

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import quote

_EMPTY = sha256(b"").hexdigest()
_SIGNED = "host;x-amz-content-sha256;x-amz-date"


def path_of(key: str) -> str:
    """A key as it stands in an address."""
    return quote(key, safe="/-_.~")


def query_of(query: Mapping[str, str]) -> str:
    """A query as it is signed and sent: sorted, a space as %20."""
    quoted = {quote(name, safe="-_.~"): quote(text, safe="-_.~") for name, text in query.items()}
    return "&".join(f"{name}={text}" for name, text in sorted(quoted.items()))


def headers(
    host: str, path: str, query: str, *, region: str, key: str, secret: str, now: datetime
) -> dict[str, str]:
    """What goes with a GET of this path and query, as `path_of` and `query_of` wrote them."""
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{stamp[:8]}/{region}/s3/aws4_request"
    lines = f"host:{host}\nx-amz-content-sha256:{_EMPTY}\nx-amz-date:{stamp}\n"
    asked = "\n".join(("GET", path, query, lines, _SIGNED, _EMPTY))
    text = "\n".join(("AWS4-HMAC-SHA256", stamp, scope, sha256(asked.encode()).hexdigest()))
    made = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        made = _mac(made, part)
    sign = _mac(made, text).hex()
    given = f"Credential={key}/{scope}, SignedHeaders={_SIGNED}, Signature={sign}"
    return {
        "x-amz-date": stamp,
        "x-amz-content-sha256": _EMPTY,
        "authorization": f"AWS4-HMAC-SHA256 {given}",
    }


def _mac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), sha256).digest()
