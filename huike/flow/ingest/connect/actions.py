"""What staff do with connections; each act leaves its mark in the audit."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction

from huike.base.access.facade import Actor, audit
from huike.base.jobs.facade import cancel, enqueue, is_alive
from huike.base.kernel import clock
from huike.base.kernel.errors import Conflict, HuikeError, Invalid
from huike.flow.ingest import people
from huike.flow.ingest.connect import keeping, queries, registry, sessions
from huike.flow.ingest.connect.contract import Checked, Kind
from huike.flow.ingest.connect.models import Connection, ConnectionRun, Reading
from huike.library.commerce import facade as commerce

MOST = 200  # connections of a workspace
_EVERYTHING = datetime(2000, 1, 1, tzinfo=UTC)
_SHORTEST, _LONGEST = 1, 24 * 60  # minutes between two syncs
_State = Connection.State


def create(
    actor: Actor, *, kind: str, name: str, shop_id: int, settings: Mapping[str, str]
) -> Connection:
    """A connection of a shop to a platform; from now on it is asked for what changes."""
    found = registry.kind(kind)
    commerce.shop(shop_id, scope=actor.scope)
    plain = sessions.checked(found, settings)
    now = clock.now()
    digest, sealed_hook = sessions.new_hook()
    try:
        with transaction.atomic():
            if Connection.objects.filter(workspace_id=actor.workspace_id).count() >= MOST:
                raise Conflict(
                    f"There may be {MOST} connections at most", code="too_many_connections"
                )
            row = Connection.objects.create(
                workspace_id=actor.workspace_id,
                shop_id=shop_id,
                kind=kind,
                name=_name(name),
                sealed_settings=sessions.sealed(plain),
                every_minutes=max(round(found.every.total_seconds() / 60), _SHORTEST),
                next_at=now,
                hook_digest=digest,
                sealed_hook=sealed_hook,
                created_at=now,
                created_by=actor.label,
            )
            for what in found.fetches if found.open else ():
                Reading.objects.create(
                    workspace_id=row.workspace_id,
                    connection=row,
                    what=what,
                    is_backfill=False,
                    upto=now,
                )
            audit(actor, "connection.created", target_kind="connection", target_id=row.pk)
    except IntegrityError:
        raise _taken(name) from None
    return row


def change(
    actor: Actor,
    number: int,
    *,
    name: str | None = None,
    settings: Mapping[str, str] | None = None,
    every_minutes: int | None = None,
) -> Connection:
    """Rename it, give it other settings (a secret that is not given stays), ask more or less often.

    New settings are what one that needs attention waited for: it is asked again.
    """
    row = queries.one(actor.scope, number)
    fields = []
    if name is not None:
        row.name = _name(name)
        fields.append("name")
    if every_minutes is not None:
        if not _SHORTEST <= every_minutes <= _LONGEST:
            raise Invalid(
                f"A connection is asked every {_SHORTEST} to {_LONGEST} minutes",
                code="bad_interval",
                where="every_minutes",
            )
        row.every_minutes = every_minutes
        row.next_at = min(row.next_at, clock.now() + timedelta(minutes=every_minutes))
        fields += ["every_minutes", "next_at"]
    if settings is not None:
        before = sessions.opened(row)
        plain = sessions.checked(registry.kind(row.kind), settings, before)
        if sessions.shared_names(before) - sessions.shared_names(plain):
            people.unshare(row.workspace_id, row.shop_id)
        row.sealed_settings = sessions.sealed(plain)
        row.next_at, row.failures = clock.now(), 0
        fields += ["sealed_settings", "next_at", "failures"]
        if row.state == _State.NEEDS_ATTENTION:
            row.state, row.problem = _State.ACTIVE, None
            fields += ["state", "problem"]
    try:
        with transaction.atomic():
            row.save(update_fields=fields)
            audit(
                actor,
                "connection.changed",
                target_kind="connection",
                target_id=row.pk,
                fields=sorted({"settings" if one == "sealed_settings" else one for one in fields}),
            )
            _go_on(row, actor)
    except IntegrityError:
        raise _taken(row.name) from None
    return row


def test(actor: Actor, number: int) -> Checked:
    """Ask the platform whether access works; raises what is wrong. Nothing is changed."""
    row = queries.one(actor.scope, number)
    with sessions.at_work(row) as session:
        client = session.client or session.file_client
        if client is None:
            return _called(row, session.kind)
        try:
            return client.check()
        except HuikeError:
            raise
        except Exception as problem:
            raise keeping.fault(row.kind, problem) from problem


def pause(actor: Actor, number: int) -> Connection:
    """Ask no more until somebody resumes it; what runs ends behind its page."""
    row = queries.one(actor.scope, number)
    with transaction.atomic():
        row.state = _State.PAUSED
        row.save(update_fields=["state"])
        audit(actor, "connection.paused", target_kind="connection", target_id=row.pk)
    return row


def resume(actor: Actor, number: int) -> Connection:
    """Ask again, from where it stopped; a backfill that was not over goes on."""
    row = queries.one(actor.scope, number)
    with transaction.atomic():
        row.state, row.next_at, row.failures, row.problem = _State.ACTIVE, clock.now(), 0, None
        row.save(update_fields=["state", "next_at", "failures", "problem"])
        audit(actor, "connection.resumed", target_kind="connection", target_id=row.pk)
        _go_on(row, actor)
    return row


def remove(actor: Actor, number: int) -> None:
    """Forget its access, its marks and its runs; what has landed stays."""
    row = queries.one(actor.scope, number)
    with transaction.atomic():
        _cancel_backfill(row)  # a sync that runs finds it gone
        audit(actor, "connection.removed", target_kind="connection", target_id=row.pk)
        row.delete()


def sync_now(actor: Actor, number: int) -> int:
    """Ask for what is new at once; answers the job."""
    row = _active(actor, number)
    if row.kind not in registry.ASKED:
        raise Conflict("This connection only listens", code="connection_only_listens")
    with transaction.atomic():
        Connection.objects.filter(pk=row.pk, workspace_id=row.workspace_id).update(
            next_at=clock.now()
        )
        return ask_sync(row, actor.label)


def start_backfill(actor: Actor, number: int, since: datetime) -> int:
    """Read the history from this time on; answers the job, which tells how far it is."""
    row = _active(actor, number)
    kind = registry.kind(row.kind)
    now = clock.now()
    if kind.open is None:
        raise Conflict("Its files are taken whole", code="connection_without_history")
    if not _EVERYTHING <= since < now:
        raise Invalid("Not a time in the past", code="bad_since", where="since")
    if is_alive(_backfill_key(row)):
        raise Conflict("Its history is being read", code="backfill_running")
    oldest = now - kind.oldest if kind.oldest else since
    with transaction.atomic():
        for what in kind.fetches:
            began = max(since, oldest) if what in ("orders", "refunds") else _EVERYTHING
            Reading.objects.update_or_create(
                workspace_id=row.workspace_id,
                connection=row,
                what=what,
                is_backfill=True,
                defaults={
                    "upto": began, "began_at": began, "goal": now, "since": None, "until": None,
                    "resume": "", "done": 0, "total": None,
                },
            )  # fmt: skip
        audit(actor, "connection.backfilled", target_kind="connection", target_id=row.pk)
        return _ask_backfill(row, actor.label)


def stop_backfill(actor: Actor, number: int) -> None:
    """End the reading of history behind its page; what has landed stays."""
    row = queries.one(actor.scope, number)
    with transaction.atomic():
        if not _cancel_backfill(row):
            raise Conflict("No history is being read", code="backfill_not_running")
        audit(actor, "connection.backfill_stopped", target_kind="connection", target_id=row.pk)


def ask_sync(row: Connection, label: str = "") -> int:
    """Have it asked for what is new, unless somebody is at it."""
    return enqueue(
        "ingest.sync_connection",
        workspace_id=row.workspace_id,
        args={"connection_id": row.pk},
        unique_key=_sync_key(row),
        title=row.name,
        created_by=label,
    )


def ask_due() -> int:
    """Have every connection asked whose time has come; how many."""
    now = clock.now()
    due = Connection.objects.filter(state=_State.ACTIVE, next_at__lte=now, kind__in=registry.ASKED)
    count = 0
    for row in due.order_by("next_at")[:500]:
        if not is_alive(_sync_key(row)) and not is_alive(_backfill_key(row)):
            with transaction.atomic():
                # Whatever becomes of it: what fails in a way nobody foresaw is not asked at once.
                row.next_at = now + timedelta(minutes=row.every_minutes)
                row.save(update_fields=["next_at"])
                ask_sync(row)
            count += 1
    return count


def _ask_backfill(row: Connection, label: str) -> int:
    row.backfill_job = enqueue(
        "ingest.backfill_connection",
        workspace_id=row.workspace_id,
        args={"connection_id": row.pk},
        unique_key=_backfill_key(row),
        title=row.name,
        created_by=label,
    )
    row.save(update_fields=["backfill_job"])
    return row.backfill_job


def _go_on(row: Connection, actor: Actor) -> None:
    """A backfill that was cut off when the connection rested goes on."""
    begun = ConnectionRun.objects.filter(
        workspace_id=row.workspace_id, connection=row, is_backfill=True
    ).order_by("-pk")
    cut_off = list(begun.values_list("state", flat=True)[:1])
    if row.state == _State.ACTIVE and queries.has_unread(row) and cut_off:
        _ask_backfill(row, actor.label)


def _cancel_backfill(row: Connection) -> bool:
    if row.backfill_job is None or not is_alive(_backfill_key(row)):
        return False
    cancel(row.backfill_job, row.workspace_id)
    return True


def _active(actor: Actor, number: int) -> Connection:
    row = queries.one(actor.scope, number)
    if row.state != _State.ACTIVE:
        raise Conflict(f"This connection is {row.state}", code="connection_rests", state=row.state)
    return row


def _called(row: Connection, kind: Kind) -> Checked:
    """One that only listens works if somebody has called it."""
    if row.last_ok_at is None:
        raise Conflict("Nobody has called it yet", code="connection_never_called")
    return Checked(shop=row.name, may=kind.fetches)


def _sync_key(row: Connection) -> str:
    return f"ingest.sync_connection:{row.pk}"


def _backfill_key(row: Connection) -> str:
    return f"ingest.backfill_connection:{row.pk}"


def _name(name: str) -> str:
    found = name.strip()
    if not 0 < len(found) <= 120:
        raise Invalid(
            "A connection has a name of 1 to 120 characters", code="bad_name", where="name"
        )
    return found


def _taken(name: str) -> Conflict:
    return Conflict(
        f"There is a connection named {name!r} already", code="connection_name_taken", where="name"
    )
