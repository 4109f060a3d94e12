"""Acts on jobs: enqueue, claim, settle, cancel."""

import os
import socket
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from huike.base.jobs import turns
from huike.base.jobs.models import Clock, Hold, Job
from huike.base.jobs.registry import JOBS, SCHEDULES
from huike.base.jobs.rules import Cancel, Done, Outcome, Retry, Snooze, next_time
from huike.base.kernel import clock
from huike.base.kernel.errors import Conflict, NotFound

ALIVE = (Job.State.WAITING, Job.State.RUNNING)
_FORGOTTEN_AT_ONCE = 500


def enqueue(
    name: str,
    *,
    workspace_id: int | None = None,
    args: dict[str, Any] | None = None,
    unique_key: str | None = None,
    waiting_key: str | None = None,
    order_key: str = "",
    run_at: datetime | None = None,
    title: str = "",
    created_by: str = "",
) -> int:
    """Write a job in the caller's transaction, or answer the twin that will do.

    A twin by `unique_key` is one that waits or runs. A twin by `waiting_key` is one that has not
    begun: what happened after a run began asks for another run, and never for two.
    """
    now = clock.now()
    row = Job(
        name=name,
        lane=JOBS[name].lane,
        title=title,
        workspace_id=workspace_id,
        args=args or {},
        unique_key=unique_key,
        waiting_key=waiting_key,
        order_key=order_key,
        run_at=run_at or now,
        created_by=created_by,
        created_at=now,
    )
    if unique_key is None and waiting_key is None:
        row.save(force_insert=True)
        return row.pk
    while True:
        try:
            with transaction.atomic():
                row.save(force_insert=True)
            return row.pk
        except IntegrityError:
            by_key = Q(unique_key=unique_key, state__in=ALIVE, unique_key__isnull=False)
            by_waiting = Q(waiting_key=waiting_key, state="waiting", waiting_key__isnull=False)
            twin = Job.objects.filter(by_key | by_waiting).first()
            if twin is not None:
                return twin.pk
            row.pk = None  # the twin ended meanwhile: ours is needed after all


def is_alive(unique_key: str) -> bool:
    """Whether a job of this key waits or runs: a look, where `enqueue` would want to write."""
    return Job.objects.filter(unique_key=unique_key, state__in=("waiting", "running")).exists()


def forget_done(name: str, before: datetime) -> int:
    """Drop jobs of this name that were done earlier: of one that runs all day nobody asks."""
    gone = 0
    while True:
        old = Job.objects.filter(name=name, state=Job.State.DONE, finished_at__lt=before)
        ids = list(old.order_by("pk").values_list("pk", flat=True)[:_FORGOTTEN_AT_ONCE])
        if not ids:
            return gone
        Job.objects.filter(pk__in=ids).delete()
        gone += len(ids)


def owner_name() -> str:
    """This process, so that its leases can be told from those of a dead one."""
    return f"{socket.gethostname()}:{os.getpid()}"


def claim(owner: str, lanes: tuple[str, ...], job_id: int | None = None) -> Job | None:
    """Take one due job whose turn it is; None when there is none."""
    now = clock.now()
    if not turns.is_any_due(now) or is_held():
        return None
    for candidate in turns.due(now, lanes, job_id):
        taken = Job.objects.filter(pk=candidate, state=Job.State.WAITING).update(
            state=Job.State.RUNNING,
            attempts=F("attempts") + 1,
            waiting_key=None,
            lease_owner=owner,
            lease_until=now + timedelta(seconds=settings.JOB_LEASE_SECONDS),
            started_at=now,
        )
        if not taken:
            continue
        if is_held():
            # The hold came between the two looks: whoever holds sees this one run, and waits.
            _give_back(candidate, owner)
            return None
        return Job.objects.get(pk=candidate)
    return None


def renew(owner: str) -> None:
    """Keep the leases of this process alive."""
    until = clock.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
    Job.objects.filter(state=Job.State.RUNNING, lease_owner=owner).update(lease_until=until)


def recover(owner: str) -> int:
    """Put back jobs whose process is dead or whose lease ran out; answer how many."""
    now = clock.now()
    host = owner.rsplit(":", 1)[0]
    running = Job.objects.filter(state=Job.State.RUNNING).exclude(lease_owner=owner)
    lost = [
        pk
        for pk, holder, until in running.values_list("pk", "lease_owner", "lease_until")
        if until is None or until < now or (holder.rsplit(":", 1)[0] == host and not _lives(holder))
    ]
    if not lost:
        return 0
    back: int = Job.objects.filter(pk__in=lost, state=Job.State.RUNNING).update(
        state=Job.State.WAITING, lease_owner="", lease_until=None
    )
    return back


def settle(row: Job, outcome: Outcome) -> None:
    """Record how a run ended; a run that lost its lease meanwhile changes nothing."""
    now = clock.now()
    mine = Job.objects.filter(
        pk=row.pk, state=Job.State.RUNNING, lease_owner=row.lease_owner, attempts=row.attempts
    )
    free = {"lease_owner": "", "lease_until": None}
    match outcome:
        case Done(result):
            mine.update(state=Job.State.DONE, result=result, error="", finished_at=now, **free)
        case Cancel(reason):
            mine.update(state=Job.State.CANCELLED, error=reason, finished_at=now, **free)
        case Snooze(seconds):
            mine.update(
                state=Job.State.WAITING,
                run_at=now + timedelta(seconds=seconds),
                attempts=F("attempts") - 1,
                **free,
            )
        case Retry(seconds, reason):
            if row.attempts >= JOBS[row.name].max_attempts:
                mine.update(state=Job.State.FAILED, error=reason, finished_at=now, **free)
            else:
                mine.update(
                    state=Job.State.WAITING,
                    error=reason,
                    run_at=now + timedelta(seconds=seconds),
                    **free,
                )


def hold(name: str, seconds: int) -> None:
    """Let no job begin, and running ones stop at their next step, for at most this long."""
    until = clock.now() + timedelta(seconds=seconds)
    Hold.objects.update_or_create(name=name, defaults={"until": until})


def renew_hold(name: str, seconds: int) -> bool:
    """Keep a hold in force; False when it has lapsed, so that jobs may have run."""
    now = clock.now()
    held = Hold.objects.filter(name=name, until__gt=now)
    return bool(held.update(until=now + timedelta(seconds=seconds)))


def release(name: str) -> None:
    """End a hold."""
    Hold.objects.filter(name=name).delete()


def release_all() -> None:
    """End every hold: after a restore there is nobody left who holds."""
    Hold.objects.all().delete()


def is_held() -> bool:
    """Whether any hold is in force."""
    return Hold.objects.filter(until__gt=clock.now()).exists()


def are_any_running() -> bool:
    """Whether any job is being run by anybody."""
    return Job.objects.filter(state=Job.State.RUNNING).exists()


def save_progress(row: Job, done: int, total: int, note: str) -> bool:
    """Write how far a run is; True when somebody asked for its end."""
    Job.objects.filter(pk=row.pk, attempts=row.attempts).update(
        done=done, total=total, note=note[:200]
    )
    return Job.objects.filter(pk=row.pk, is_cancel_requested=True).exists()


def cancel(job_id: int, workspace_id: int) -> Job:
    """Ask for the end of a job: a waiting one ends at once, a running one at its next step."""
    with transaction.atomic():
        row = Job.objects.filter(pk=job_id, workspace_id=workspace_id).first()
        if row is None:
            raise NotFound("No such job")
        if row.state not in ALIVE:
            raise Conflict("This job has ended already", code="job_ended")
        Job.objects.filter(pk=job_id).update(is_cancel_requested=True)
        Job.objects.filter(pk=job_id, state=Job.State.WAITING).update(
            state=Job.State.CANCELLED, error="cancelled by a person", finished_at=clock.now()
        )
    row.refresh_from_db()
    return row


def retry(job_id: int, workspace_id: int) -> Job:
    """Give a failed or cancelled job another set of attempts."""
    with transaction.atomic():
        changed = Job.objects.filter(
            pk=job_id,
            workspace_id=workspace_id,
            state__in=(Job.State.FAILED, Job.State.CANCELLED),
        ).update(
            state=Job.State.WAITING,
            attempts=0,
            error="",
            is_cancel_requested=False,
            run_at=clock.now(),
            finished_at=None,
        )
        row = Job.objects.filter(pk=job_id, workspace_id=workspace_id).first()
    if row is None:
        raise NotFound("No such job")
    if not changed:
        raise Conflict("Only a failed or cancelled job can be tried again", code="job_not_ended")
    return row


def tick() -> None:
    """Enqueue every scheduled job whose time has come, once however many workers ask."""
    now = clock.now()
    for name, every in SCHEDULES.items():
        with transaction.atomic():
            row, is_new = Clock.objects.get_or_create(
                name=name, defaults={"next_at": next_time(every, now)}
            )
            if is_new or row.next_at > now:
                continue
            moved = Clock.objects.filter(name=name, next_at=row.next_at).update(
                next_at=next_time(every, now)
            )
            if moved:
                enqueue(name, unique_key=f"schedule:{name}")


def _give_back(job_id: int, owner: str) -> None:
    mine = Job.objects.filter(pk=job_id, state=Job.State.RUNNING, lease_owner=owner)
    mine.update(
        state=Job.State.WAITING, attempts=F("attempts") - 1, lease_owner="", lease_until=None
    )


def _lives(holder: str) -> bool:
    pid = holder.rsplit(":", 1)[1]
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, ValueError):
        return True
    return True
