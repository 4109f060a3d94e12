"""Saying what a segment is: each act is a new version, checked against its neighbours."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from huike.base.access.facade import Actor, Scope, audit
from huike.base.kernel import clock
from huike.base.kernel.errors import Conflict, Invalid
from huike.flow.segment.actions import ask
from huike.flow.segment.models import Segment, SegmentVersion
from huike.flow.segment.queries import neighbours
from huike.flow.segment.queries import segments as queries
from huike.flow.segment.rules import Rule, graph, scopes, store
from huike.flow.segment.rules.ids import Ids, as_ids, pack

MOST_LISTED = 1_000_000
_NAME = 120


@dataclass(frozen=True)
class Draft:
    """What a person says of a segment; a rule or a list of customers."""

    name: str
    description: str = ""
    folder: str = ""
    rule: Rule | None = None
    customer_ids: Sequence[int] | None = None


def create(actor: Actor, draft: Draft) -> Segment:
    """A new segment for the shops that its author may see, and its first evaluation asked for."""
    members = _listed(draft)
    now = clock.now()
    with _name_once(draft.name), transaction.atomic():
        ask.lock(actor.workspace_id)
        row = Segment(
            workspace_id=actor.workspace_id,
            scope_key=scopes.key(actor.scope.shop_ids),
            owner=actor.label[:200],
            owner_id=actor.id if actor.kind == "staff" else 0,
            created_at=now,
        )
        _say(row, draft, actor.scope, now)
        row.save()
        _remember(row, members, actor, now)
        audit(actor, "segment.created", target_kind="segment", target_id=row.pk)
        ask.one(row, by=actor.label)
    return row


def update(
    actor: Actor,
    segment_id: int,
    *,
    after: int,
    name: str | None = None,
    description: str | None = None,
    folder: str | None = None,
    rule: Rule | None = None,
    customer_ids: Sequence[int] | None = None,
) -> Segment:
    """A new version after the one its author saw; another one made meanwhile is a conflict."""
    now = clock.now()
    with _name_once(name or ""), transaction.atomic():
        ask.lock(actor.workspace_id)
        row = queries.one(actor.scope, segment_id)
        _refuse_stale(row, after)
        is_same = rule is None and customer_ids is None
        keeps_list = is_same and row.kind == Segment.STATIC
        draft = Draft(
            name=row.name if name is None else name,
            description=row.description if description is None else description,
            folder=row.folder if folder is None else folder,
            rule=queries.rule_of(row) if is_same and not keeps_list else rule,
            customer_ids=customer_ids,
        )
        members = queries.listed(row) if keeps_list else _listed(draft)
        before = row.rule
        _say(row, draft, queries.scope_of(row), now)
        row.version = after + 1
        row.save()
        _remember(row, members, actor, now)
        audit(actor, "segment.changed", target_kind="segment", target_id=row.pk, count=row.version)
        if row.rule != before or customer_ids is not None:
            ask.one(row, by=actor.label)
    return row


def archive(actor: Actor, segment_id: int) -> Segment:
    """Put a segment away; one that others rest on stays."""
    with transaction.atomic():
        ask.lock(actor.workspace_id)
        row = queries.one(actor.scope, segment_id)
        users = [n for n, used in queries.uses(actor.workspace_id).items() if row.pk in used]
        if users:
            raise Conflict(
                f"{len(users)} other segments name this one",
                code="segment_in_use",
                mend="Change those first",
                segments=queries.names(actor.scope, users),
            )
        if row.archived_at is None:
            row.archived_at = row.updated_at = clock.now()
            row.save(update_fields=["archived_at", "updated_at"])
            audit(actor, "segment.archived", target_kind="segment", target_id=row.pk)
    return row


def restore(actor: Actor, segment_id: int) -> Segment:
    """Take a segment out again, and evaluate it."""
    row = queries.one(actor.scope, segment_id)
    with _name_once(row.name), transaction.atomic():
        ask.lock(actor.workspace_id)
        row = queries.one(actor.scope, segment_id)
        if row.archived_at is None:
            return row
        missing = set(row.uses) - set(queries.uses(actor.workspace_id))
        if missing:
            raise Conflict(
                f"It names segments that are put away: {sorted(missing)}",
                code="segment_needs_others",
                mend="Take those out first",
                segments=sorted(missing),
            )
        row.archived_at, row.updated_at = None, clock.now()
        row.save(update_fields=["archived_at", "updated_at"])
        audit(actor, "segment.restored", target_kind="segment", target_id=row.pk)
        ask.one(row, by=actor.label)
    return row


def duplicate(actor: Actor, segment_id: int, *, name: str) -> Segment:
    """The same rule or list under another name, for the shops of whoever copies it."""
    row = queries.one(actor.scope, segment_id)
    is_list = row.kind == Segment.STATIC
    draft = Draft(
        name=name,
        description=row.description,
        folder=row.folder,
        rule=None if is_list else queries.rule_of(row),
        customer_ids=queries.listed(row).tolist() if is_list else None,
    )
    return create(actor, draft)


def _say(row: Segment, draft: Draft, scope: Scope, now: datetime) -> None:
    row.name = _named(draft.name)
    row.description = draft.description.strip()[:2_000]
    row.folder = draft.folder.strip()[:_NAME]
    row.updated_at = now
    if draft.rule is None:
        row.kind, row.rule, row.uses = Segment.STATIC, None, []
        return
    row.kind, row.rule = Segment.DYNAMIC, store(draft.rule)
    row.uses = sorted({named for _, named in graph.named(draft.rule)})
    row.problem = None
    neighbours.check(scope, draft.rule)
    _check_circle(row, draft.rule, scope)


def _check_circle(row: Segment, rule: Rule, scope: Scope) -> None:
    if row.pk is None:
        return
    way = graph.circle(row.pk, {**queries.uses(row.workspace_id), row.pk: row.uses})
    if way:
        names = queries.names(scope, way)
        raise Invalid(
            "The rule leads back to its own segment: "
            + " → ".join(names.get(one, f"#{one}") for one in way),
            code="segment_circle",
            where=next(place for place, named in graph.named(rule) if named == way[1]),
            mend="Leave one of these segments out",
            way=way,
        )


def _remember(row: Segment, members: Ids | None, actor: Actor, now: datetime) -> None:
    SegmentVersion.objects.create(
        workspace_id=row.workspace_id,
        segment=row,
        number=row.version,
        rule=row.rule,
        members=None if members is None else pack(members),
        members_count=None if members is None else len(members),
        created_at=now,
        created_by=actor.label[:200],
    )


def _listed(draft: Draft) -> Ids | None:
    if (draft.rule is None) == (draft.customer_ids is None):
        raise Invalid(
            "A segment has either a rule or a list of customers", code="rule_or_list", where="rule"
        )
    if draft.customer_ids is None:
        return None
    if len(draft.customer_ids) > MOST_LISTED:
        raise Invalid(
            f"A list holds at most {MOST_LISTED:,} customers",
            code="list_too_long",
            where="customer_ids",
            most=MOST_LISTED,
        )
    if any(not 0 < one < 2**32 for one in draft.customer_ids):
        raise Invalid("Not the id of a customer", code="bad_customer_id", where="customer_ids")
    return as_ids(draft.customer_ids)


def _named(name: str) -> str:
    name = name.strip()
    if not 0 < len(name) <= _NAME:
        raise Invalid(f"A name has 1 to {_NAME} letters", code="bad_name", where="name", most=_NAME)
    return name


def _refuse_stale(row: Segment, after: int) -> None:
    if row.archived_at is not None:
        raise Conflict(
            "The segment is put away", code="segment_archived", mend="Take it out again first"
        )
    if row.version != after:
        raise Conflict(
            f"Version {row.version} was saved meanwhile",
            code="segment_changed",
            mend="Look at the newer version and save again",
            version=row.version,
        )


@contextmanager
def _name_once(name: str) -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        if "name" not in str(error):
            raise
        raise Conflict(
            f"There is a segment named {name.strip()!r}",
            code="segment_name_taken",
            where="name",
            mend="Choose another name",
        ) from None
