"""What is wrong is noted once while it lasts, told outside, and closed when it is right again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from huike.base.access.facade import Actor, Scope, audit
from huike.base.kernel import clock
from huike.base.kernel.bulk import insert_new
from huike.base.kernel.errors import NotFound
from huike.base.outbox.facade import publish
from huike.events import SourceRecovered, SourceTroubled
from huike.flow.ingest.quality import looking, sources
from huike.flow.ingest.quality.models import QualityAlert, QualityCount
from huike.flow.ingest.quality.rules.checks import State, Verdict
from huike.flow.ingest.quality.sources import SourceOfFacts

_COLUMNS = ("workspace_id", "kind", "source", "about", "facts", "opened_at", "seen_by")
_KEPT = timedelta(days=100)
_MOST = 50  # closed ones that are shown
_Key = tuple[str, int, str]


@dataclass(frozen=True)
class Alert:
    """Something that is or was wrong with a source."""

    row: QualityAlert
    source: SourceOfFacts


def check(workspace_id: int) -> int:
    """Open and close the alerts of a workspace as its sources are now; how many were."""
    known = sources.known(Scope(workspace_id))
    found: dict[_Key, Verdict] = {
        (*key, ruled.check): ruled.verdict
        for key, rules in looking.judged(workspace_id, known).items()
        for ruled in rules
    }
    rows = QualityAlert.objects.filter(workspace_id=workspace_id, closed_at=None)
    standing = set(rows.values_list("kind", "source", "about"))
    changed = 0
    for key, verdict in sorted(found.items()):
        if verdict.state == "wrong" and key not in standing:
            changed += _open(workspace_id, key, dict(verdict.facts))
    for key in sorted(standing):
        state: State = found[key].state if key in found else "off"  # it has gone
        if state in ("fine", "off"):
            changed += _close(workspace_id, key)
    return changed


def forget(workspace_id: int) -> int:
    """Let go of what neither a score nor a usual weekday asks for any more."""
    old = clock.now() - _KEPT
    ours = QualityAlert.objects.filter(workspace_id=workspace_id, closed_at__lt=old)
    rows = QualityCount.objects.filter(workspace_id=workspace_id, day__lt=old.date())
    return int(ours.delete()[0] + rows.delete()[0])


def alerts(scope: Scope) -> list[Alert]:
    """Those that stand, and the newest that do no more."""
    by_key = {one.key: one for one in sources.known(scope)}
    rows = QualityAlert.objects.filter(workspace_id=scope.workspace_id).order_by("-pk")
    standing = [one for one in rows.filter(closed_at=None) if (one.kind, one.source) in by_key]
    over = [one for one in rows.exclude(closed_at=None)[:_MOST] if (one.kind, one.source) in by_key]
    return [Alert(row, by_key[row.kind, row.source]) for row in standing + over]


def take_note(actor: Actor, number: int) -> Alert:
    """A person says that they know; it is closed when the source has recovered."""
    found = next((one for one in alerts(actor.scope) if one.row.pk == number), None)
    if found is None:
        raise NotFound("No such alert", code="quality_alert_gone")
    now: datetime = clock.now()
    rows = QualityAlert.objects.filter(pk=number, workspace_id=actor.workspace_id, seen_at=None)
    with transaction.atomic():
        if rows.update(seen_at=now, seen_by=actor.label):
            found.row.seen_at, found.row.seen_by = now, actor.label
            audit(actor, "quality.noted", target_kind="quality_alert", target_id=number)
    return found


def _open(workspace_id: int, key: _Key, facts: dict[str, Any]) -> int:
    with transaction.atomic():
        new = insert_new(QualityAlert, _COLUMNS, [(workspace_id, *key, facts, clock.now(), "")])
        if new:
            publish(SourceTroubled(workspace_id=workspace_id, **_named(key)))
    return new


def _close(workspace_id: int, key: _Key) -> int:
    kind, source, about = key
    rows = QualityAlert.objects.filter(
        workspace_id=workspace_id, kind=kind, source=source, about=about, closed_at=None
    )
    with transaction.atomic():
        closed = rows.update(closed_at=clock.now())
        if closed:
            publish(SourceRecovered(workspace_id=workspace_id, **_named(key)))
    return closed


def _named(key: _Key) -> dict[str, Any]:
    return dict(zip(("source_kind", "source_id", "check"), key, strict=True))
