"""Calls of platforms: signed, fresh, taken once; they bring records, or make us ask sooner."""

import hashlib
from datetime import datetime

from django.db import transaction

from huike.base.kernel import clock, crypto
from huike.base.kernel.errors import Conflict, Invalid, NotFound, Unavailable
from huike.flow.ingest.connect import actions, keeping, landing, privacy, registry, sessions
from huike.flow.ingest.connect.calling import FRESH, Call, Notice
from huike.flow.ingest.connect.contract import BadSignature, Page
from huike.flow.ingest.connect.models import Connection, SeenNotice


def hear(word: str, call: Call) -> None:
    """Take a call; refused are those that were not signed, or that somebody sends again later.

    A repetition within minutes is a platform that has not heard our answer: it is answered, and
    changes nothing. Whoever signs the time with it may repeat it whenever they sign it anew.
    """
    row = Connection.objects.filter(hook_digest=crypto.digest(word)).first()  # the word says which
    kind = registry.BY_NAME.get(row.kind) if row else None
    if row is None or kind is None or kind.hear is None:
        raise NotFound("No such webhook", code="hook_gone")
    notice = kind.hear(sessions.opened(row), call)
    now = call.received_at
    if notice.sent_at is not None and abs(now - notice.sent_at) > FRESH:
        raise BadSignature("This call was signed too long ago", code="signature_too_old")
    if notice.wish is not None:
        privacy.keep(row, notice.wish, call.body)
        return
    mark = hashlib.sha256(notice.notice_id.encode()).digest()[:16] if notice.notice_id else None
    if mark is not None and _was_taken(row, notice, mark, now):
        return
    if notice.page is not None:
        _land(row, notice.page, mark)
    elif mark is not None:
        with transaction.atomic():
            is_new = keeping.remember(row, mark, now)
            if is_new and notice.ended:
                privacy.end(row, notice.ended)
            if is_new and notice.is_poke and row.state == Connection.State.ACTIVE:
                rows = Connection.objects.filter(pk=row.pk, workspace_id=row.workspace_id)
                rows.update(next_at=clock.now())
                actions.ask_sync(row, "webhook")


def _was_taken(row: Connection, notice: Notice, mark: bytes, now: datetime) -> bool:
    seen = SeenNotice.objects.filter(workspace_id=row.workspace_id, connection=row, hash=mark)
    at = seen.values_list("at", flat=True).first()
    if at is not None and notice.sent_at is None and at < now - notice.repeated_for:
        raise Conflict("This call was taken before", code="call_repeated")
    return at is not None


def _land(row: Connection, page: Page, mark: bytes | None) -> None:
    """Land what came in the call, and only then have it remembered and answered."""
    if row.state != Connection.State.ACTIVE:
        raise Unavailable(
            "This connection rests: call again", code="connection_rests", state=row.state
        )
    landed = landing.land(sessions.place_of(row), page, sessions.rates_of(sessions.opened(row)))
    keeping.called(row, page, landed, mark)
    if landed.unreadable:
        first = landed.unreadable[0]
        raise Invalid(
            "Some of these records cannot be read; the others have landed",
            code="records_unreadable",
            where=first.where,
            number=first.number,
            reason=first.reason,
            count=len(landed.unreadable),
        )
