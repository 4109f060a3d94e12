"""What a rule builder asks while somebody builds: fields, values, a count, the sentence."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Schema

from huike.base.access.facade import needs
from huike.flow.segment.http import shapes
from huike.flow.segment.http.routing import actor, router
from huike.flow.segment.queries import bitmaps, neighbours, suggest
from huike.flow.segment.rules import FIELDS
from huike.flow.segment.rules.labels import offered


class SegmentWord(Schema):
    value: str
    zh: str
    en: str


class SegmentOperator(SegmentWord):
    takes: Literal["none", "one", "two", "many", "ago"]


class SegmentField(Schema):
    name: str
    type: Literal["number", "money", "date", "text", "list"]
    absent: Literal["never", "null", "zero", "empty"]
    zh: str
    en: str
    unit: str
    options: list[SegmentWord]
    operators: list[str]


class SegmentMeasure(SegmentWord):
    type: Literal["number", "money", "date"]
    operators: list[str]


class SegmentLimits(Schema):
    depth: int
    conditions: int
    list: int
    text: int


class SegmentFields(Schema):
    kinds: list[SegmentWord]
    traits: list[SegmentField]
    attributes: list[str]
    events: list[str]
    operators: dict[str, list[SegmentOperator]]
    measures: list[SegmentMeasure]
    windows: list[SegmentWord]
    units: list[SegmentWord]
    has: list[SegmentWord]
    statuses: list[SegmentWord]
    did: list[SegmentWord]
    purposes: list[SegmentWord]
    channels: list[SegmentWord]
    consent_states: list[SegmentWord]
    limits: SegmentLimits


class ValuesQuery(Schema):
    of: str
    q: str = ""


class SegmentValue(Schema):
    value: str
    label: str
    count: int


class SegmentValues(Schema):
    items: list[SegmentValue]


@router.get("/fields", response=SegmentFields, operation_id="listSegmentFields")
@needs("segments.read")
def list_fields(request: HttpRequest) -> Any:
    scope = actor(request).scope
    return {
        **offered(FIELDS),
        "attributes": suggest.attributes(scope),
        "events": suggest.events(scope),
    }


@router.get("/values", response=SegmentValues, operation_id="listSegmentValues")
@needs("segments.read")
def list_values(request: HttpRequest, asked: Query[ValuesQuery]) -> Any:
    """Values to choose from: of a category, sku, event, trait or attribute (`attributes.city`)."""
    return {"items": suggest.values(actor(request).scope, asked.of, asked.q)}


@router.post("/preview", response=shapes.SegmentPreview, operation_id="previewSegment")
@needs("segments.read")
def preview_segment(request: HttpRequest, body: shapes.SegmentRule) -> Any:
    scope = actor(request).scope
    neighbours.check(scope, body.rule)
    found = bitmaps.preview(scope, body.rule)
    return {
        "count": found.count,
        "total": found.total,
        "seconds": found.seconds,
        "sample": shapes.people(scope, found.sample),
        "sentence": shapes.said(body.rule, neighbours.names(scope, [body.rule])),
    }


@router.post(
    "/explain-sentence", response=shapes.SegmentSentence, operation_id="explainSegmentRule"
)
@needs("segments.read")
def explain_rule(request: HttpRequest, body: shapes.SegmentRule) -> Any:
    return shapes.said(body.rule, neighbours.names(actor(request).scope, [body.rule]))
