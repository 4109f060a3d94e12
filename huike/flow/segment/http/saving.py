"""Making, changing, putting away and evaluating segments."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Status

from huike.base.access.facade import needs
from huike.flow.segment.actions import ask, define
from huike.flow.segment.http import shapes
from huike.flow.segment.http.routing import actor, router
from huike.flow.segment.queries import segments as queries


@router.get("", response=shapes.SegmentPage, operation_id="listSegments")
@needs("segments.read")
def list_segments(request: HttpRequest, asked: Query[shapes.SegmentQuery]) -> Any:
    scope = actor(request).scope
    page = queries.page(scope, **asked.dict())
    return {
        "items": shapes.lines(scope, page.items),
        "next_cursor": page.next_cursor,
        "total": page.total,
        "folders": queries.folders(scope),
    }


@router.post("", response={201: shapes.SegmentDetail}, operation_id="createSegment")
@needs("segments.write")
def create_segment(request: HttpRequest, body: shapes.SegmentIn) -> Any:
    row = define.create(actor(request), define.Draft(**dict(body)))
    return Status(201, shapes.detail(actor(request).scope, row))


@router.get("/{int:segment_id}", response=shapes.SegmentDetail, operation_id="getSegment")
@needs("segments.read")
def get_segment(request: HttpRequest, segment_id: int) -> Any:
    scope = actor(request).scope
    return shapes.detail(scope, queries.one(scope, segment_id))


@router.patch("/{int:segment_id}", response=shapes.SegmentDetail, operation_id="updateSegment")
@needs("segments.write")
def update_segment(request: HttpRequest, segment_id: int, body: shapes.SegmentChange) -> Any:
    changes = {key: value for key, value in dict(body).items() if key != "version"}
    row = define.update(actor(request), segment_id, after=body.version, **changes)
    return shapes.detail(actor(request).scope, row)


@router.post(
    "/{int:segment_id}/duplicate",
    response={201: shapes.SegmentDetail},
    operation_id="duplicateSegment",
)
@needs("segments.write")
def duplicate_segment(request: HttpRequest, segment_id: int, body: shapes.SegmentName) -> Any:
    row = define.duplicate(actor(request), segment_id, name=body.name)
    return Status(201, shapes.detail(actor(request).scope, row))


@router.post(
    "/{int:segment_id}/archive", response=shapes.SegmentDetail, operation_id="archiveSegment"
)
@needs("segments.write")
def archive_segment(request: HttpRequest, segment_id: int) -> Any:
    return shapes.detail(actor(request).scope, define.archive(actor(request), segment_id))


@router.post(
    "/{int:segment_id}/restore", response=shapes.SegmentDetail, operation_id="restoreSegment"
)
@needs("segments.write")
def restore_segment(request: HttpRequest, segment_id: int) -> Any:
    return shapes.detail(actor(request).scope, define.restore(actor(request), segment_id))


@router.post(
    "/{int:segment_id}/evaluate", response={202: shapes.SegmentJob}, operation_id="evaluateSegment"
)
@needs("segments.write")
def evaluate_segment(request: HttpRequest, segment_id: int) -> Any:
    asker = actor(request)
    job_id = ask.one(queries.one(asker.scope, segment_id), by=asker.label)
    return Status(202, {"job_id": job_id})
