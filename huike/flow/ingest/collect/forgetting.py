"""What sources sent is kept for some days to be read again, and then let go of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from huike.base.journal import facade as journal
from huike.base.kernel.bulk import chunks
from huike.flow.ingest.collect.models import LandedEntry, Landing, SeenMessage, SetAside

_LEAST_DAYS = 7  # in which the same `messageId` is the same message
_AT_ONCE = 2_000  # messages of a transaction: others write meanwhile
_LANDINGS = 500
_MOST = 900  # values in one question

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Forgotten:
    """How much was let go of."""

    entries: int
    landings: int


def forget(now: datetime, days: int, progress: Progress) -> Forgotten:
    """Let go of entries of earlier days, and of what tells duplicates when no entry is so old.

    While an entry may be read again its messages are known: a replay adds nothing twice.
    """
    entries = journal.forget((now - timedelta(days=days)).date())
    before = now - timedelta(days=max(days, _LEAST_DAYS) + 1)
    landings = 0
    while old := _old(before):
        for group in _groups(old):
            _let_go(group)
            landings += len(group)
            progress(landings, landings, "")
    SetAside.objects.filter(at__lt=before).delete()
    return Forgotten(entries, landings)


def _old(before: datetime) -> list[Landing]:
    """The eldest landings, if they are old enough; one that is not done keeps those after it."""
    found = []
    for row in Landing.objects.order_by("pk")[:_LANDINGS]:
        if row.made_at >= before or not row.is_done:
            break
        found.append(row)
    return found


def _groups(rows: Sequence[Landing]) -> list[list[Landing]]:
    groups: list[list[Landing]] = []
    room = 0
    for row in rows:
        if not groups or room < row.messages:
            groups.append([])
            room = _AT_ONCE
        groups[-1].append(row)
        room -= row.messages
    return groups


def _let_go(rows: Sequence[Landing]) -> None:
    entries = sorted({one for row in rows for one in row.entries})
    # A crash may have left one waiting that has landed: it would land again.
    journal.settle(entries)
    with transaction.atomic():
        for row in rows:
            SeenMessage.objects.filter(workspace_id=row.workspace_id, landing=row.pk).delete()
        for part in chunks(entries, _MOST):
            LandedEntry.objects.filter(entry__in=part).delete()
        for part in chunks([row.pk for row in rows], _MOST):
            Landing.objects.filter(pk__in=part).delete()
