"""Customers who look alike: suggestions for a person to decide, and how they are found."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Schema, Status

from huike.base.access.facade import Actor, needs
from huike.flow.identity import facade as identity
from huike.flow.profile.http.records import (
    AlikeReason,
    CustomerRecords,
    RecordOut,
    reasons,
    records_of,
    shown,
    whole,
)
from huike.flow.profile.http.routing import router


class AlikeOut(Schema):
    id: int
    what: str
    one: RecordOut
    other: RecordOut
    score: float
    reasons: list[AlikeReason]
    found_at: datetime
    state: str
    decided_at: datetime | None
    decided_by: str


class AlikePage(Schema):
    items: list[AlikeOut]
    next_cursor: str | None
    total: int | None


class AlikeQuery(Schema):
    what: Literal["person", "household"] = "person"
    state: Literal["open", "confirmed", "dismissed"] = "open"
    least: float = Field(default=0, ge=0, le=1)
    because: Literal["", "name", "address", "email", "phone", "birthday", "device"] = ""
    sort: Literal["-score", "-found_at"] = "-score"
    cursor: str = ""
    limit: int = 50


class AlikeCheck(Schema):
    seed: int
    copies: int  # customers taken a second time, written otherwise
    found: int  # of these
    wrong: int  # pairs with a copy that are two people


class AlikeRun(Schema):
    looked_at: datetime
    seconds: float
    customers: int
    compared: int
    crowded: int
    suggested: int
    weights: dict[str, dict[str, float]]
    check: AlikeCheck | None
    least: float  # as probable as this, and a pair is suggested


class AlikeJob(Schema):
    job_id: int


@router.get("/alike", response=AlikePage, operation_id="listAlike")
@needs("customers.read")
def list_alike(request: HttpRequest, asked: Query[AlikeQuery]) -> Any:
    """Customers who may be one person, or live together; the most probable first."""
    asker = whole(request)
    found = identity.suggested(
        asker.workspace_id,
        what=asked.what,
        state=asked.state,
        least=asked.least,
        because=asked.because,
        sort=asked.sort,
        cursor=asked.cursor or None,
        limit=asked.limit,
    )
    return {
        "items": _items(asker, found.items),
        "next_cursor": found.next_cursor,
        "total": None,
    }


@router.get("/alike/run", response=AlikeRun | None, operation_id="getAlikeRun")
@needs("customers.read")
def get_run(request: HttpRequest) -> Any:
    """How it was looked for the last time, and how well that finds what is known."""
    row = identity.last_run(whole(request).workspace_id)
    if row is None:
        return None
    return {
        **{name: getattr(row, name) for name in AlikeRun.model_fields if hasattr(row, name)},
        "weights": identity.named_weights(row.weights),
        "check": row.check_told or None,
        "least": identity.SUGGESTED,
    }


@router.post("/alike/look", response={202: AlikeJob}, operation_id="lookForAlike")
@needs("customers.write")
def look(request: HttpRequest) -> Any:
    """Begin to look now; follow the job."""
    return Status(202, {"job_id": identity.start_looking(whole(request).workspace_id)})


@router.post(
    "/alike/{int:suggestion_id}/confirm", response=CustomerRecords, operation_id="confirmAlike"
)
@needs("customers.write")
def confirm(request: HttpRequest, suggestion_id: int) -> Any:
    """They are one person: merged, and it can be taken back."""
    asker = whole(request)
    return records_of(asker, identity.confirm_alike(asker, suggestion_id))


@router.post(
    "/alike/{int:suggestion_id}/dismiss", response={204: None}, operation_id="dismissAlike"
)
@needs("customers.write")
def dismiss(request: HttpRequest, suggestion_id: int) -> Any:
    """They are not; never suggested again."""
    identity.dismiss_alike(whole(request), suggestion_id)
    return Status(204, None)


@router.post("/alike/{int:suggestion_id}/reopen", response={204: None}, operation_id="reopenAlike")
@needs("customers.write")
def reopen(request: HttpRequest, suggestion_id: int) -> Any:
    """Take the decision back."""
    identity.reopen_alike(whole(request), suggestion_id)
    return Status(204, None)


def _items(asker: Actor, found: list[identity.Suggested]) -> list[dict[str, Any]]:
    people = {
        row["id"]: row
        for row in shown(asker, [end for one in found for end in (one.customer_id, one.other_id)])
    }
    return [
        {
            **vars(one),
            "reasons": reasons(one),
            "one": people[one.customer_id],
            "other": people[one.other_id],
        }
        for one in found
        if one.customer_id in people and one.other_id in people
    ]
