"""The audit: written in the act's own transaction, sealed into a hash chain after commit.

Entries take the order of their ids. A sealer links them in batches: each seal is an HMAC over the
seal before it and the entries since. Editing, deleting or moving a sealed entry breaks its link.
"""

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction

from huike.base.access.models import AuditEntry, AuditSeal, Workspace
from huike.base.access.rules import Actor
from huike.base.kernel import clock

_BATCH = 5_000


@dataclass(frozen=True)
class Verdict:
    """What verifying a workspace's audit found."""

    is_whole: bool
    entries: int
    seals: int
    broken_at: int | None = None  # number of the first seal that does not fit
    reason: str = ""


def audit(
    actor: Actor,
    action: str,
    *,
    target_kind: str = "",
    target_id: str | int = "",
    fields: Sequence[str] = (),
    count: int | None = None,
    digest: str = "",
) -> None:
    """Record one act inside its transaction; refuses outside of one."""
    if not connection.in_atomic_block:
        raise RuntimeError("audit() outside a transaction: the act could happen without its entry")
    AuditEntry.objects.create(
        workspace_id=actor.workspace_id,
        at=clock.now(),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        action=action,
        target_kind=target_kind,
        target_id=str(target_id),
        fields=list(fields),
        count=count,
        digest=digest,
    )


def seal(workspace_id: int) -> int:
    """Seal what is not sealed yet; answer how many entries were."""
    sealed = 0
    while True:
        with transaction.atomic():
            Workspace.objects.select_for_update().get(pk=workspace_id)
            last = AuditSeal.objects.filter(workspace_id=workspace_id).order_by("-number").first()
            after = last.last_id if last else 0
            part = list(
                AuditEntry.objects.filter(workspace_id=workspace_id, id__gt=after).order_by("id")[
                    :_BATCH
                ]
            )
            if not part:
                return sealed
            AuditSeal.objects.create(
                workspace_id=workspace_id,
                number=last.number + 1 if last else 1,
                first_id=part[0].pk,
                last_id=part[-1].pk,
                entries=len(part),
                hash=_link(bytes(last.hash) if last else b"", part),
                sealed_at=clock.now(),
            )
            sealed += len(part)


def verify(workspace_id: int) -> Verdict:
    """Walk the chain from its beginning and compare every link."""
    before, previous_last, checked, number = b"", 0, 0, 0
    for stone in AuditSeal.objects.filter(workspace_id=workspace_id).order_by("number"):
        number += 1
        part = list(
            AuditEntry.objects.filter(
                workspace_id=workspace_id, id__gt=previous_last, id__lte=stone.last_id
            ).order_by("id")
        )
        reason = ""
        if stone.number != number:
            reason = "a seal is missing"
        elif len(part) != stone.entries:
            reason = f"{stone.entries} entries were sealed, {len(part)} are there"
        elif not hmac.compare_digest(_link(before, part), bytes(stone.hash)):
            reason = "an entry was changed"
        if reason:
            return Verdict(False, checked, number - 1, number, reason)
        before, previous_last, checked = bytes(stone.hash), stone.last_id, checked + len(part)
    return Verdict(True, checked, number)


def _link(before: bytes, entries: Sequence[AuditEntry]) -> bytes:
    running = hmac.new(settings.MASTER_KEY, before, "sha256")
    for entry in entries:
        row = [
            entry.pk,
            entry.at.isoformat(),
            entry.actor_kind,
            entry.actor_id,
            entry.actor_label,
            entry.action,
            entry.target_kind,
            entry.target_id,
            entry.fields,
            entry.count,
            entry.digest,
        ]
        running.update(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    return running.digest()
