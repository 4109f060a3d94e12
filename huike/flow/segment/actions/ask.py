"""Asking for segments to be evaluated: many requests before a run are answered by one."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from huike.base.access.facade import WorkspaceInfo
from huike.base.jobs.facade import enqueue
from huike.flow.segment.models import Keeper, Segment


def one(row: Segment, *, by: str = "") -> int:
    """A job that evaluates the segment as it will be when the job begins."""
    key = f"segment.evaluate:{row.pk}"
    return enqueue(
        "segment.evaluate",
        workspace_id=row.workspace_id,
        args={"segment_id": row.pk},
        waiting_key=key,
        order_key=key,
        title=row.name,
        created_by=by,
    )


def all_of(workspace_id: int) -> int | None:
    """A job that evaluates all live segments; none where there is nothing to evaluate."""
    if not Segment.objects.filter(workspace_id=workspace_id, archived_at=None).exists():
        return None
    key = f"segment.evaluate_all:{workspace_id}"
    return enqueue(
        "segment.evaluate_all", workspace_id=workspace_id, waiting_key=key, order_key=key
    )


@transaction.atomic
def for_new_day(workspace: WorkspaceInfo, today: date) -> bool:
    """Ask once a day of the workspace: its windows have moved on by one."""
    Keeper.objects.get_or_create(workspace_id=workspace.id)
    is_new = Keeper.objects.filter(
        Q(begun_on=None) | Q(begun_on__lt=today), workspace_id=workspace.id
    ).update(begun_on=today)
    return bool(is_new) and all_of(workspace.id) is not None


def lock(workspace_id: int) -> None:
    """Let one act at a time change the segments of a workspace: what names what is one picture."""
    Keeper.objects.get_or_create(workspace_id=workspace_id)
    Keeper.objects.select_for_update().get(workspace_id=workspace_id)
