"""Sending, mending after crashes, and landing what became of messages."""

from django.db import transaction

from huike.base.jobs.facade import Context, Done, Outcome, Snooze, job, schedule
from huike.base.kernel import clock
from huike.flow.journey import facade as journey
from huike.flow.message import actions, queries
from huike.flow.message.models import Dispatch
from huike.flow.message.sending import claims, engine, landing
from huike.flow.message.sending.ends import Source
from huike.flow.message.transport.answers import SenderTrouble

_LONGEST_WAIT = 300.0


@job("message.send", lane="long", max_attempts=1000)
def send(ctx: Context, *, source: str, source_id: int) -> Outcome:
    """Send what is due of one source; it comes again while anything waits for its time."""
    of = Source(ctx.workspace_id, source, source_id)
    if not engine.RUNS.enter(of):
        return Done({"joined": True})
    has_left = False
    try:
        while True:
            outcome = _once(ctx, of)
            has_left = engine.RUNS.leave(of, always=isinstance(outcome, Snooze))
            if has_left:
                return outcome
    finally:
        if not has_left:
            engine.RUNS.leave(of, always=True)


@schedule("message.mend", every="30s")
@job("message.mend")
def mend(ctx: Context) -> Outcome:
    """Take apart what dead workers hold, and wake every source that nobody works on."""
    lost = claims.recover()
    for source in _waiting():
        with transaction.atomic():
            actions.ask_to_send(source)
    for workspace_id in landing.waiting_workspaces():
        landing.land_if_up(workspace_id)
    return Done({"lost_claims": len(lost)})


def _once(ctx: Context, source: Source) -> Outcome:
    claims.recover()
    trouble, was_sliced = None, False
    if journey.gate_of(source.workspace_id, source.id) == "open":
        result = engine.run(source, ctx)
        trouble, was_sliced = result.trouble, result.was_sliced
        _note(source, trouble)
    gate = journey.gate_of(source.workspace_id, source.id)
    if gate == "ended":
        actions.end_cancelled(source)
    landing.land_if_up(source.workspace_id)
    actions.close(source)
    if gate != "open":
        return Done({"gate": gate})
    if trouble is not None:
        return Snooze(_wait_after(source))
    if was_sliced:
        return Snooze(0)
    seconds = queries.next_due(source)
    if seconds is not None:
        return Snooze(min(max(seconds, 0.2), _LONGEST_WAIT))
    return Done(queries.counted(source))


def _waiting() -> list[Source]:
    """Sources with an end still to come, which are open or were cancelled."""
    found = []
    for row in Dispatch.objects.filter(ended_at=None):
        source = Source(row.workspace_id, row.source, row.source_id)
        if journey.gate_of(row.workspace_id, row.source_id) != "shut":
            found.append(source)
    return found


def _note(source: Source, trouble: SenderTrouble | None) -> None:
    """Keep what is wrong with the mail server where people look, until it works again."""
    rows = Dispatch.objects.filter(source_id=source.id, source=source.kind)
    if trouble is None:
        rows.filter(trouble__isnull=False).update(trouble=None)
        return
    row = rows.get()
    known = row.trouble or {}
    row.trouble = {
        "code": trouble.code,
        "detail": trouble.detail,
        "is_lasting": trouble.is_lasting,
        "since": known.get("since") or clock.now().isoformat(),
        "times": int(known.get("times", 0)) + 1,
    }
    row.save(update_fields=["trouble"])


def _wait_after(source: Source) -> float:
    row = Dispatch.objects.get(source_id=source.id, source=source.kind)
    times = int((row.trouble or {}).get("times", 1))
    return float(min(_LONGEST_WAIT, 5.0 * 2 ** (times - 1)))
