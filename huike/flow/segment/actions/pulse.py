"""Asking for all segments of a workspace to be evaluated, without losing or piling up requests."""

from datetime import date

from django.db import transaction
from django.db.models import F, Q

from huike.base.access.facade import WorkspaceInfo
from huike.base.jobs.facade import enqueue
from huike.flow.segment.actions.evaluate import evaluate_many
from huike.flow.segment.models import Pulse, Segment


@transaction.atomic
def ask(workspace_id: int) -> int:
    """Number the request and enqueue its job; 0 where there is nothing to evaluate.

    A unique key would not do: what lands while the job runs would find its twin alive and be lost.
    """
    if not Segment.objects.filter(workspace_id=workspace_id, archived_at=None).exists():
        return 0
    Pulse.objects.get_or_create(workspace_id=workspace_id)
    Pulse.objects.filter(workspace_id=workspace_id).update(wanted=F("wanted") + 1)
    number = Pulse.objects.get(workspace_id=workspace_id).wanted
    enqueue(
        "segment.evaluate_all",
        workspace_id=workspace_id,
        args={"number": number},
        order_key=f"segment.evaluate_all:{workspace_id}",
        title="",
    )
    return number


def answer(workspace_id: int, number: int) -> int | None:
    """Evaluate for all requests so far; None where an earlier answer included this one."""
    pulse = Pulse.objects.get(workspace_id=workspace_id)
    if pulse.done >= number:
        return None
    changed = evaluate_many(workspace_id)
    # Only what was wanted before the question was asked is answered by it.
    Pulse.objects.filter(workspace_id=workspace_id, done__lt=pulse.wanted).update(done=pulse.wanted)
    return changed


@transaction.atomic
def begin_day(workspace: WorkspaceInfo, today: date) -> bool:
    """Ask once a day of the workspace: its windows have moved on by one."""
    Pulse.objects.get_or_create(workspace_id=workspace.id)
    is_new = Pulse.objects.filter(
        Q(nightly_on=None) | Q(nightly_on__lt=today), workspace_id=workspace.id
    ).update(nightly_on=today)
    return bool(is_new) and ask(workspace.id) > 0
