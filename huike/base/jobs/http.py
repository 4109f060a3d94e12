"""Jobs over HTTP: see, cancel, try again."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Router, Schema

from huike.base.access.facade import audit, needs
from huike.base.jobs import actions, facade
from huike.base.jobs.models import Job
from huike.base.kernel.paging import decode_cursor, encode_cursor, limit_of

router = Router(tags=["jobs"])


class JobOut(Schema):
    id: int
    name: str
    title: str
    state: str
    done: int
    total: int
    note: str
    result: dict[str, Any] | None
    error: str
    attempts: int
    created_by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class JobPage(Schema):
    items: list[JobOut]
    next_cursor: str | None
    total: int | None


@router.get("", response=JobPage, operation_id="listJobs")
@needs("jobs.read")
def list_jobs(
    request: HttpRequest,
    state: str = "",
    name: str = "",
    cursor: str = "",
    limit: int = 50,
) -> Any:
    rows = Job.objects.filter(workspace_id=request.auth.workspace_id)  # type: ignore[attr-defined]
    if state:
        rows = rows.filter(state=state)
    if name:
        rows = rows.filter(name=name)
    total = rows.count()
    if cursor:
        rows = rows.filter(id__lt=decode_cursor(cursor, 1)[0])
    found = list(rows.order_by("-id")[: limit_of(limit) + 1])
    more = encode_cursor([found[limit - 1].pk]) if len(found) > limit else None
    return {"items": found[:limit], "next_cursor": more, "total": total}


@router.get("/{job_id}", response=JobOut, operation_id="getJob")
@needs("jobs.read")
def get_job(request: HttpRequest, job_id: int) -> Any:
    facade.info(job_id, workspace_id=request.auth.workspace_id)  # type: ignore[attr-defined]
    return Job.objects.get(pk=job_id, workspace_id=request.auth.workspace_id)  # type: ignore[attr-defined]


@router.post("/{job_id}/cancel", response=JobOut, operation_id="cancelJob")
@needs("jobs.cancel")
def cancel_job(request: HttpRequest, job_id: int) -> Any:
    actor = request.auth  # type: ignore[attr-defined]
    with transaction.atomic():
        row = actions.cancel(job_id, actor.workspace_id)
        audit(actor, "job.cancelled", target_kind="job", target_id=job_id)
    return row


@router.post("/{job_id}/retry", response=JobOut, operation_id="retryJob")
@needs("jobs.cancel")
def retry_job(request: HttpRequest, job_id: int) -> Any:
    actor = request.auth  # type: ignore[attr-defined]
    with transaction.atomic():
        row = actions.retry(job_id, actor.workspace_id)
        audit(actor, "job.retried", target_kind="job", target_id=job_id)
    return row
