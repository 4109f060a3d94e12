"""Telling a broadcast's audience, and starting those whose time has come."""

import numpy as np
import pyarrow as pa
from django.db import transaction

from huike.base.jobs.facade import Cancel, Context, Done, Outcome, job
from huike.base.kernel import clock
from huike.base.kernel.errors import HuikeError
from huike.base.outbox.facade import publish
from huike.events import MOST_IDS, AudienceComplete, StepReached
from huike.flow.journey import actions, queries
from huike.flow.journey.models import AudienceChunk, Broadcast
from huike.flow.journey.rules import EXPERIMENT, STEP, State
from huike.flow.segment.rules.ids import Ids, in_chunks, pack, unpack
from huike.library.experiment import facade as experiment
from huike.library.facts import facade as facts

_GOES_ON = (State.EXPANDING, State.CANCELLED)


@job("journey.begin")
def begin(ctx: Context, *, broadcast_id: int) -> Outcome:
    """Start a scheduled broadcast, or hold it where it would go out too late."""
    return Done({"was": actions.begin_scheduled(ctx.workspace_id, broadcast_id)})


@job("journey.expand", lane="long", max_attempts=50)
def expand(ctx: Context, *, broadcast_id: int) -> Outcome:
    """Freeze the audience once, then tell it part by part; a crash goes on with the next part."""
    row = Broadcast.objects.filter(workspace_id=ctx.workspace_id, pk=broadcast_id).first()
    if row is None or row.state not in _GOES_ON:
        return Cancel("it is not being sent")
    if row.treated is None:
        try:
            _freeze(row)
        except HuikeError as refusal:
            if refusal.may_retry:
                raise
            _hold(row, refusal.code)
            return Cancel(f"{refusal.code}: {refusal.detail}")
        row.refresh_from_db()
    total = AudienceChunk.objects.filter(broadcast=row).count()
    for chunk in queries.waiting_chunks(row.pk).iterator():
        ctx.progress(total - queries.waiting_chunks(row.pk).count(), total)
        if not _tell(row, chunk):
            return Done({"stopped": True})
    return Done(_complete(row))


def _freeze(row: Broadcast) -> None:
    """Write who is in and in which arm, once: the audience of a broadcast never changes after."""
    ids, evaluations = queries.audience_now(row, is_fresh=True)
    shares = experiment.with_holdout(row.holdout)
    places = experiment.arms(row.workspace_id, EXPERIMENT, row.pk, ids, shares)
    by_arm = {name: ids[places == at] for at, (name, _) in enumerate(shares.arms)}
    with transaction.atomic():
        fresh = Broadcast.objects.filter(
            pk=row.pk, workspace_id=row.workspace_id, treated=None
        ).update(
            treated=len(by_arm[experiment.TREATED]),
            held_out=len(by_arm[experiment.HOLDOUT]),
            evaluations=evaluations,
        )
        if not fresh:
            return
        AudienceChunk.objects.bulk_create(
            AudienceChunk(broadcast=row, arm=arm, number=number, count=len(part), ids=pack(part))
            for arm, members in by_arm.items()
            for number, part in enumerate(in_chunks(members, MOST_IDS))
        )


def _tell(row: Broadcast, chunk: AudienceChunk) -> bool:
    """Land one part's exposures, then tell the next stage; False when it was paused meanwhile."""
    ids = unpack(bytes(chunk.ids))
    token = f"exposures:{row.pk}:{chunk.arm}:{chunk.number}"
    facts.land("exposures", _exposures(row, chunk.arm, ids), token=token)
    with transaction.atomic():
        rows = Broadcast.objects.select_for_update().values_list("state")
        state = rows.get(pk=row.pk, workspace_id=row.workspace_id)[0]
        if state not in _GOES_ON:
            return False
        fresh = AudienceChunk.objects.filter(pk=chunk.pk, is_told=False).update(is_told=True)
        if fresh and chunk.arm == experiment.TREATED:
            publish(
                StepReached(
                    workspace_id=row.workspace_id,
                    broadcast_id=row.pk,
                    step=STEP,
                    occurrence=1,
                    customer_ids=tuple(ids.tolist()),
                )
            )
    return True


def _complete(row: Broadcast) -> dict[str, int]:
    with transaction.atomic():
        fresh = Broadcast.objects.select_for_update().get(pk=row.pk, workspace_id=row.workspace_id)
        if fresh.state == State.EXPANDING:
            fresh.state, fresh.updated_at = State.SENDING, clock.now()
            fresh.save(update_fields=["state", "updated_at"])
        publish(
            AudienceComplete(
                workspace_id=row.workspace_id, broadcast_id=row.pk, audience=fresh.treated or 0
            )
        )
    return {"treated": fresh.treated or 0, "held_out": fresh.held_out or 0}


def _hold(row: Broadcast, why: str) -> None:
    with transaction.atomic():
        Broadcast.objects.filter(
            pk=row.pk, workspace_id=row.workspace_id, state=State.EXPANDING
        ).update(
            state=State.HELD, paused_from=State.EXPANDING, why=why[:40], updated_at=clock.now()
        )


def _exposures(row: Broadcast, arm: str, ids: Ids) -> pa.Table:
    count = len(ids)
    assert row.started_at is not None
    moment = pa.scalar(row.started_at, pa.timestamp("ms", "UTC"))
    return pa.table(
        {
            "workspace_id": pa.array(np.full(count, row.workspace_id, dtype=np.uint32)),
            "experiment": pa.array([EXPERIMENT] * count),
            "experiment_id": pa.array(np.full(count, row.pk, dtype=np.uint64)),
            "customer_id": pa.array(ids),
            "arm": pa.array([arm] * count),
            "at": pa.array([moment] * count),
            "version": pa.array(np.ones(count, dtype=np.uint64)),
        }
    )
