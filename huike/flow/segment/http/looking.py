"""Who is in a segment, what it said, and who came and went."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query

from huike.base.access.facade import Scope, needs
from huike.base.kernel.paging import decode_cursor, encode_cursor, limit_of
from huike.flow.segment.actions.follow import bring_up
from huike.flow.segment.http import shapes
from huike.flow.segment.http.routing import actor, router
from huike.flow.segment.queries import bitmaps, evaluations, neighbours, people
from huike.flow.segment.queries import segments as queries
from huike.flow.segment.rules import explain, load
from huike.flow.segment.rules.ids import as_ids


@router.get(
    "/{int:segment_id}/members", response=shapes.SegmentMembers, operation_id="listSegmentMembers"
)
@needs("segments.read")
def list_members(request: HttpRequest, segment_id: int, asked: Query[shapes.PageQuery]) -> Any:
    scope = actor(request).scope
    queries.one(scope, segment_id)
    bring_up(scope.workspace_id, segment_id)
    after = decode_cursor(asked.cursor, 1)[0] if asked.cursor else 0
    total, ids = bitmaps.members_page(scope, segment_id, after, limit_of(asked.limit) + 1)
    return _page(scope, ids.tolist(), asked.limit, total)


@router.get(
    "/{int:segment_id}/history", response=shapes.SegmentHistory, operation_id="listSegmentHistory"
)
@needs("segments.read")
def list_history(request: HttpRequest, segment_id: int, asked: Query[shapes.PageQuery]) -> Any:
    page = evaluations.history(actor(request).scope, segment_id, asked.cursor, asked.limit)
    return {"items": page.items, "next_cursor": page.next_cursor, "total": page.total}


@router.get(
    "/{int:segment_id}/history/{int:number}/{kind}",
    response=shapes.SegmentMembers,
    operation_id="listSegmentMoves",
)
@needs("segments.read")
def list_moves(
    request: HttpRequest,
    segment_id: int,
    number: int,
    kind: Literal["entered", "left"],
    asked: Query[shapes.PageQuery],
) -> Any:
    """Those who entered or left by one evaluation."""
    scope = actor(request).scope
    queries.one(scope, segment_id)
    entered, left = evaluations.moved(scope.workspace_id, segment_id, number)
    ids = bitmaps.seen(scope, entered if kind == "entered" else left)
    after = decode_cursor(asked.cursor, 1)[0] if asked.cursor else 0
    rest = ids[ids > after][: limit_of(asked.limit) + 1]
    return _page(scope, rest.tolist(), asked.limit, len(ids))


@router.get(
    "/{int:segment_id}/versions",
    response=list[shapes.SegmentVersionOut],
    operation_id="listSegmentVersions",
)
@needs("segments.read")
def list_versions(request: HttpRequest, segment_id: int) -> Any:
    scope = actor(request).scope
    rows = queries.versions(scope, segment_id)
    rules = {row.number: load(row.rule) for row in rows if row.rule is not None}
    names = neighbours.names(scope, rules.values())
    return [
        {
            "number": row.number,
            "rule": rules.get(row.number),
            "members_count": row.members_count,
            "sentence": shapes.said(rules.get(row.number), names, row.members_count),
            "created_at": row.created_at,
            "created_by": row.created_by,
        }
        for row in rows
    ]


@router.get(
    "/{int:segment_id}/why", response=shapes.SegmentWhy, operation_id="explainSegmentMember"
)
@needs("segments.read")
def explain_member(request: HttpRequest, segment_id: int, customer_id: int) -> Any:
    """Whether a customer passes the rule now, condition by condition."""
    scope = actor(request).scope
    row = queries.one(scope, segment_id)
    own = queries.scope_of(row)
    bring_up(scope.workspace_id, segment_id)
    is_member = len(bitmaps.contained(scope, segment_id, as_ids([customer_id]))) > 0
    person = people.facts_of(scope if own.shop_ids is None else own, customer_id)
    if row.kind == row.STATIC:
        return {"is_member": is_member, "holds": is_member, "conditions": []}
    rule = queries.rule_of(row)
    verdict = explain(rule, person, bitmaps.context(own).at)
    names = neighbours.names(scope, [rule])
    return {
        "is_member": is_member,
        "holds": verdict.holds,
        "conditions": list(shapes.verdicts(rule, verdict, names)),
    }


def _page(scope: Scope, ids: list[int], limit: int, total: int) -> dict[str, Any]:
    more = encode_cursor([ids[limit - 1]]) if len(ids) > limit else None
    return {"items": shapes.people(scope, ids[:limit]), "next_cursor": more, "total": total}
