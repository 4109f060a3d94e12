"""Sources: made, listed, paused, given a new key; found by the key that a request brings."""

import secrets
import time
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from django.db import IntegrityError, transaction

from huike.base.access.facade import Actor, Scope, audit
from huike.base.kernel import clock, crypto
from huike.base.kernel.errors import Conflict, Invalid, NotFound
from huike.flow.ingest.collect.models import Source
from huike.library.commerce import facade as commerce

_SEALED = "ingest_source.sealed_key"
_BELIEVED_SECONDS = 5.0  # a paused source may still be heard for so long
_MOST_BELIEVED = 10_000


@dataclass(frozen=True)
class SourceInfo:
    """A source as others may see it."""

    id: int
    workspace_id: int
    name: str
    kind: str
    shop_id: int
    is_paused: bool
    created_at: datetime
    created_by: str


@dataclass(frozen=True)
class Sender:
    """Who sent a request, by its write key."""

    source_id: int
    workspace_id: int
    is_paused: bool


def create(actor: Actor, *, name: str, kind: str, shop_id: int) -> tuple[SourceInfo, str]:
    """A new source and its write key."""
    name = name.strip()
    if not 0 < len(name) <= 120:
        raise Invalid("A source has a name of 1 to 120 characters", code="bad_name", where="name")
    if kind not in Source.Kind.values:
        raise Invalid(f"{kind!r} is not a kind of source", code="unknown_source_kind", where="kind")
    commerce.shop(shop_id, scope=actor.scope)
    key = _new_key()
    row = Source(
        workspace_id=actor.workspace_id,
        name=name,
        kind=kind,
        shop_id=shop_id,
        digest=crypto.digest(key),
        sealed_key=crypto.seal_secret(key, _SEALED),
        created_at=clock.now(),
        created_by=actor.label,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            audit(actor, "source.created", target_kind="source", target_id=row.pk, fields=["name"])
    except IntegrityError:
        raise Conflict(
            f"There is a source named {name!r} already", code="source_name_taken", where="name"
        ) from None
    return _shape(row), key


def change(
    actor: Actor, source_id: int, *, name: str | None = None, is_paused: bool | None = None
) -> SourceInfo:
    """Rename a source, or let it rest: while paused, what it sends is refused."""
    row = _row(actor.scope, source_id)
    if name is not None:
        row.name = name.strip()
        if not 0 < len(row.name) <= 120:
            raise Invalid(
                "A source has a name of 1 to 120 characters", code="bad_name", where="name"
            )
    if is_paused is not None:
        row.is_paused = is_paused
    try:
        with transaction.atomic():
            row.save(update_fields=["name", "is_paused"])
            audit(actor, "source.changed", target_kind="source", target_id=row.pk)
    except IntegrityError:
        raise Conflict(
            f"There is a source named {row.name!r} already", code="source_name_taken", where="name"
        ) from None
    return _shape(row)


def renew_key(actor: Actor, source_id: int) -> str:
    """Another write key; the one before is refused within seconds."""
    row = _row(actor.scope, source_id)
    key = _new_key()
    with transaction.atomic():
        row.digest, row.sealed_key = crypto.digest(key), crypto.seal_secret(key, _SEALED)
        row.save(update_fields=["digest", "sealed_key"])
        audit(actor, "source.key_renewed", target_kind="source", target_id=row.pk)
    return key


def write_key(scope: Scope, source_id: int) -> str:
    """The key, to stand in a page or an SDK."""
    return crypto.unseal_secret(bytes(_row(scope, source_id).sealed_key), _SEALED)


def sources(scope: Scope) -> list[SourceInfo]:
    """The sources of the shops that the scope allows, by name."""
    rows = Source.objects.filter(workspace_id=scope.workspace_id).order_by("name")
    if scope.shop_ids is not None:
        rows = rows.filter(shop_id__in=scope.shop_ids)
    return [_shape(row) for row in rows]


def source(scope: Scope, source_id: int) -> SourceInfo:
    """One source; another workspace's, or one of another shop, does not exist."""
    return _shape(_row(scope, source_id))


_believed: dict[bytes, tuple[float, Sender | None]] = {}
_lock = Lock()


def sender_of(key: str) -> Sender | None:
    """Whose key this is; asked of the database once in a few seconds."""
    digest = crypto.digest(key)
    now = time.monotonic()
    with _lock:
        until, known = _believed.get(digest, (0.0, None))
        if now < until:
            return known
    row = Source.objects.filter(digest=digest).first()  # tenant: the key says which
    found = None if row is None else Sender(row.pk, row.workspace_id, row.is_paused)
    with _lock:
        if len(_believed) >= _MOST_BELIEVED:
            _believed.clear()
        _believed[digest] = (now + _BELIEVED_SECONDS, found)
    return found


def _new_key() -> str:
    return f"wk_{secrets.token_urlsafe(24)}"


def _row(scope: Scope, source_id: int) -> Source:
    row = Source.objects.filter(pk=source_id, workspace_id=scope.workspace_id).first()
    if row is None or not scope.allows_shop(row.shop_id):
        raise NotFound("No such source", code="source_gone")
    return row


def _shape(row: Source) -> SourceInfo:
    return SourceInfo(
        row.pk,
        row.workspace_id,
        row.name,
        row.kind,
        row.shop_id,
        row.is_paused,
        row.created_at,
        row.created_by,
    )
