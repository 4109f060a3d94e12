"""What goes in and out."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import BeforeValidator

from huike.base.access.facade import Scope
from huike.flow.identity import facade as identity
from huike.flow.segment.models import Segment
from huike.flow.segment.queries import neighbours
from huike.flow.segment.queries import segments as queries
from huike.flow.segment.rules import Names, Rule, Verdict, parse, scopes, sentence
from huike.flow.segment.rules.language import Not

# Read by our own reader first: its refusals name the place as `rules[1].value`.
RuleIn = Annotated[Rule, BeforeValidator(parse)]


class SegmentSentence(Schema):
    zh: str
    en: str


class SegmentProblem(Schema):
    code: str
    detail: str


class SegmentLine(Schema):
    id: int
    name: str
    description: str
    folder: str
    kind: Literal["dynamic", "static"]
    version: int
    shop_ids: list[int] | None
    owner: str
    count: int | None
    evaluation: int
    evaluated_at: datetime | None
    problem: SegmentProblem | None
    is_archived: bool
    created_at: datetime
    updated_at: datetime
    sentence: SegmentSentence


class SegmentDetail(SegmentLine):
    rule: Rule | None
    named: dict[str, str]
    used_by: list[int]


class SegmentPage(Schema):
    items: list[SegmentLine]
    next_cursor: str | None
    total: int
    folders: list[str]


class SegmentQuery(Schema):
    q: str = ""
    folder: str | None = None
    kind: str = ""
    state: str = "live"
    sort: str = "-updated_at"
    cursor: str = ""
    limit: int = 50


class SegmentIn(Schema):
    name: str
    description: str = ""
    folder: str = ""
    rule: RuleIn | None = None
    customer_ids: list[int] | None = None


class SegmentChange(Schema):
    version: int
    name: str | None = None
    description: str | None = None
    folder: str | None = None
    rule: RuleIn | None = None
    customer_ids: list[int] | None = None


class SegmentName(Schema):
    name: str


class SegmentJob(Schema):
    job_id: int


class SegmentRule(Schema):
    rule: RuleIn


class SegmentMember(Schema):
    customer_id: int
    name: str


class SegmentPreview(Schema):
    count: int
    total: int
    seconds: float
    sample: list[SegmentMember]
    sentence: SegmentSentence


class SegmentVersionOut(Schema):
    number: int
    rule: Rule | None
    members_count: int | None
    sentence: SegmentSentence
    created_at: datetime
    created_by: str


class SegmentEvaluation(Schema):
    number: int
    version: int
    entered: int
    left: int
    count: int
    at: datetime


class SegmentHistory(Schema):
    items: list[SegmentEvaluation]
    next_cursor: str | None
    total: int


class SegmentMembers(Schema):
    items: list[SegmentMember]
    next_cursor: str | None
    total: int


class SegmentVerdict(Schema):
    path: str
    holds: bool
    sentence: SegmentSentence


class SegmentWhy(Schema):
    is_member: bool
    holds: bool
    conditions: list[SegmentVerdict]


class PageQuery(Schema):
    cursor: str = ""
    limit: int = 50


def lines(scope: Scope, rows: Sequence[Segment]) -> list[dict[str, Any]]:
    """Segments with their sentences; names are looked up once for all."""
    rules = {row.pk: queries.rule_of(row) for row in rows if row.rule is not None}
    names = neighbours.names(scope, rules.values())
    return [_line(row, rules.get(row.pk), names) for row in rows]


def detail(scope: Scope, row: Segment) -> dict[str, Any]:
    """One segment with its rule, what that names, and which segments name this one."""
    (line,) = lines(scope, [row])
    used_by = [one for one, used in queries.uses(scope.workspace_id).items() if row.pk in used]
    named = queries.names(scope, [*row.uses, *used_by])
    return {
        **line,
        "rule": None if row.rule is None else queries.rule_of(row),
        "named": {str(key): value for key, value in named.items()},
        "used_by": [one for one in used_by if one in named],
    }


def said(rule: Rule | None, names: Names, count: int | None = None) -> dict[str, str]:
    """The rule in both languages; a list has only its length to tell."""
    if rule is None:
        many = "" if count is None else f"{count:,}"
        return {"zh": f"固定名单（{many or '—'} 人）", "en": f"A fixed list ({many or '—'} people)"}
    return {"zh": sentence(rule, "zh", names), "en": sentence(rule, "en", names)}


def verdicts(rule: Rule, verdict: Verdict, names: Names) -> Iterator[dict[str, Any]]:
    """Each single condition with its words and whether it holds."""
    if not verdict.parts:
        yield {"path": verdict.path, "holds": verdict.holds, "sentence": said(rule, names)}
    inside = (rule.rule,) if isinstance(rule, Not) else getattr(rule, "rules", ())
    for part, one in zip(inside, verdict.parts, strict=True):
        yield from verdicts(part, one, names)


def people(scope: Scope, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Customers by number, each with a masked word to know them by."""
    names = identity.display_names(scope.workspace_id, ids)
    return [{"customer_id": int(one), "name": names.get(one, "")} for one in ids]


_PLAIN = (
    "name", "description", "folder", "kind", "version", "owner", "count", "evaluation",
    "evaluated_at", "problem", "created_at", "updated_at",
)  # fmt: skip


def _line(row: Segment, rule: Rule | None, names: Names) -> dict[str, Any]:
    shops = scopes.shops(row.scope_key)
    return {
        **{name: getattr(row, name) for name in _PLAIN},
        "id": row.pk,
        "shop_ids": None if shops is None else list(shops),
        "is_archived": row.archived_at is not None,
        "sentence": said(rule, names, row.count),
    }
