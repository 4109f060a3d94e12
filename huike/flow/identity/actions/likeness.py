"""What becomes of customers who look alike: kept, confirmed, dismissed, and taken back."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Sum

from huike.base.access.facade import Actor, audit
from huike.base.jobs.facade import enqueue
from huike.base.kernel import clock
from huike.base.kernel.bulk import chunks, upsert
from huike.base.kernel.errors import Conflict, NotFound
from huike.flow.identity import groups
from huike.flow.identity.actions import grouping, merging, writing
from huike.flow.identity.actions.deciding import bring_together, keep_apart, records_of
from huike.flow.identity.likeness.looking import Looked, Pair
from huike.flow.identity.models import Apart, Customer, Likeness, LikenessRun, Match
from huike.flow.identity.rules.grouping import STAFF

_State = Likeness.State
_COLUMNS = ["workspace", "customer", "other", "what", "score", "reasons", "found_at", "run",
            "state", "decided_by"]  # fmt: skip
_CHANGING = ["what", "score", "reasons", "run"]
_NOTED = 500  # rows of one transaction


def keep(workspace_id: int, run: int, looked: Looked, *, since: datetime, mark: str) -> int:
    """Keep what a search found; what it found no longer and nobody has decided goes."""
    now = clock.now()
    wanted = _unanswered(workspace_id, looked.pairs)
    for part in chunks(wanted, _NOTED):
        rows = [
            (workspace_id, one.customer, one.other, one.what, one.score, one.reasons, now, run,
             _State.OPEN.value, "")
            for one in part
        ]  # fmt: skip
        unique = ["workspace", "customer", "other"]
        upsert(Likeness, _COLUMNS, rows, unique=unique, update=_CHANGING)
    mine = Likeness.objects.filter(workspace_id=workspace_id, state=_State.OPEN)
    stale = list(mine.exclude(run=run).values_list("id", flat=True))
    for part in chunks(stale, _NOTED):
        mine.filter(id__in=part).delete()
    grouping.keep_companies(workspace_id, looked.companies)
    suggested = sum(one.what == Likeness.What.PERSON for one in wanted)
    LikenessRun.objects.update_or_create(
        workspace_id=workspace_id,
        defaults={
            "looked_at": now,
            "seconds": round((now - since) / timedelta(seconds=1), 3),
            "customers": looked.customers,
            "compared": looked.compared,
            "crowded": looked.crowded,
            "suggested": suggested,
            "weights": looked.weights,
            "check_told": looked.check,
            "mark": mark,
        },
    )
    return suggested


def start_looking(workspace_id: int) -> int:
    """The number of the job that looks for customers who are alike."""
    with transaction.atomic():
        return enqueue(
            "identity.look_alike",
            workspace_id=workspace_id,
            waiting_key=f"identity.look_alike:{workspace_id}",
            order_key=f"identity.look_alike:{workspace_id}",
        )


def mark_of(workspace_id: int) -> str:
    """Another one once a customer is new, changed, merged or erased."""
    rows = Customer.objects.filter(workspace_id=workspace_id, erased_at=None)
    told = rows.aggregate(count=Count("id"), sum=Sum("version"))
    return f"{told['count']}:{told['sum']}"


def confirm(actor: Actor, number: int) -> int:
    """The two are one person, or one home, as was suggested; the number of the first."""
    workspace_id = actor.workspace_id
    with writing.alone(workspace_id), transaction.atomic():
        row = _row(workspace_id, number, _State.OPEN)
        at = clock.now()
        if row.what == Likeness.What.PERSON:
            person = bring_together(actor, row.customer_id, row.other_id, is_pair=True)
        else:
            person = row.customer_id
            grouping.live_together(actor, _ends(row), at)
        _decide(actor, row, _State.CONFIRMED, at)
        audit(
            actor,
            "customer.suggestion_confirmed",
            target_kind="customer",
            target_id=row.customer_id,
            fields=[str(row.other_id)],
        )
        return person


def dismiss(actor: Actor, number: int) -> None:
    """They are not: never suggested again, and merged by nothing but a person's word."""
    workspace_id = actor.workspace_id
    with writing.alone(workspace_id), transaction.atomic():
        row = _row(workspace_id, number, _State.OPEN)
        at = clock.now()
        if row.what == Likeness.What.PERSON:
            mine, others = (records_of(workspace_id, one) for one in _ends(row))
            if mine[0] == others[0]:
                raise Conflict("They are one person already", code="already_one_person")
            at = keep_apart(actor, [(one, other) for one in mine for other in others])
        _decide(actor, row, _State.DISMISSED, at)
        audit(
            actor,
            "customer.suggestion_dismissed",
            target_kind="customer",
            target_id=row.customer_id,
            fields=[str(row.other_id)],
        )


def reopen(actor: Actor, number: int) -> None:
    """Take back what was decided, as if nobody had answered."""
    workspace_id = actor.workspace_id
    with writing.alone(workspace_id), transaction.atomic():
        row = _row(workspace_id, number)
        if row.state == _State.OPEN:
            raise Conflict("Nobody has decided this", code="suggestion_is_open")
        touched = [one for end in _ends(row) for one in records_of(workspace_id, end)]
        if row.what == Likeness.What.HOUSEHOLD:
            if row.decided_at and row.state == _State.CONFIRMED:
                grouping.live_apart(workspace_id, _ends(row), row.decided_at)
        elif row.state == _State.CONFIRMED:
            _take_back_merge(workspace_id, row)
        elif row.decided_at:
            said = Apart.objects.filter(workspace_id=workspace_id, said_at=row.decided_at)
            said.filter(one__in=touched, other__in=touched).delete()
        merging.look_again(workspace_id, touched)
        merging.settle(workspace_id, touched)
        _decide(actor, row, _State.OPEN, None)
        audit(
            actor,
            "customer.suggestion_reopened",
            target_kind="customer",
            target_id=row.customer_id,
            fields=[str(row.other_id)],
        )


def _take_back_merge(workspace_id: int, row: Likeness) -> None:
    said = Match.objects.filter(
        workspace_id=workspace_id, kind=STAFF, customer=row.customer_id, other=row.other_id
    )
    if not said.delete()[0]:
        raise Conflict("They were separated since", code="suggestion_overtaken")


def _unanswered(workspace_id: int, pairs: Sequence[Pair]) -> list[Pair]:
    """Those about which nobody has said anything yet."""
    rows = Likeness.objects.filter(workspace_id=workspace_id).exclude(state=_State.OPEN)
    said = set(rows.values_list("customer", "other"))
    ends = {end for one in pairs for end in (one.customer, one.other)}
    records = groups.records(workspace_id, ends)
    severed = groups.severed(workspace_id, ends.union(*records.values()))

    def is_open(one: Pair) -> bool:
        mine, others = (records.get(end, [end]) for end in (one.customer, one.other))
        between = {(min(a, b), max(a, b)) for a in mine for b in others}
        apart = one.what == Likeness.What.PERSON and not between.isdisjoint(severed)
        return not apart and between.isdisjoint(said)

    return [one for one in pairs if is_open(one)]


def _decide(actor: Actor, row: Likeness, state: str, at: datetime | None) -> None:
    row.state, row.decided_at = state, at
    row.decided_by = actor.label[:120] if at else ""
    row.save(update_fields=["state", "decided_at", "decided_by"])


def _row(workspace_id: int, number: int, state: str = "") -> Likeness:
    row = Likeness.objects.filter(workspace_id=workspace_id, pk=number).first()
    if row is None:
        raise NotFound("No such suggestion")
    if state and row.state != state:
        raise Conflict("Somebody has decided this", code="suggestion_decided")
    return row


def _ends(row: Likeness) -> tuple[int, int]:
    return row.customer_id, row.other_id
