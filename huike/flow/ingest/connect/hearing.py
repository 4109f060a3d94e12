"""Calls of platforms: signed, fresh, taken once; they make us ask sooner."""

import hashlib
from datetime import timedelta

from django.db import transaction

from huike.base.kernel import clock, crypto
from huike.base.kernel.bulk import insert_new
from huike.base.kernel.errors import Conflict, NotFound
from huike.flow.ingest.connect import actions, registry, sessions
from huike.flow.ingest.connect.contract import BadSignature, Call
from huike.flow.ingest.connect.models import Connection, SeenNotice

_FRESH = timedelta(minutes=5)


def hear(word: str, call: Call) -> None:
    """Take a call; refused are those that were not signed, or that somebody sends again later.

    A repetition within minutes is a platform that has not heard our answer: it is answered, and
    changes nothing.
    """
    row = Connection.objects.filter(hook_digest=crypto.digest(word)).first()  # the word says which
    kind = registry.BY_NAME.get(row.kind) if row else None
    if row is None or kind is None or kind.hear is None:
        raise NotFound("No such webhook", code="hook_gone")
    notice = kind.hear(sessions.opened(row), call)
    now = call.received_at
    if notice.sent_at is not None and abs(now - notice.sent_at) > _FRESH:
        raise BadSignature("This call was signed too long ago", code="signature_too_old")
    if not notice.notice_id:
        return
    mark = hashlib.sha256(notice.notice_id.encode()).digest()[:16]
    columns = ("workspace_id", "connection_id", "hash", "at")
    with transaction.atomic():
        is_new = insert_new(SeenNotice, columns, [(row.workspace_id, row.pk, mark, now)])
        if is_new and notice.is_poke and row.state == Connection.State.ACTIVE:
            rows = Connection.objects.filter(pk=row.pk, workspace_id=row.workspace_id)
            rows.update(next_at=clock.now())
            actions.ask_sync(row, "webhook")
    if not is_new:
        known = SeenNotice.objects.filter(
            workspace_id=row.workspace_id, connection=row, hash=mark, at__lt=now - _FRESH
        )
        if known.exists():
            raise Conflict("This call was taken before", code="call_repeated")
