"""A receiver in plain, for somebody who ships or serves: with a reason, counted, and not kept.

Masked orders stay masked here. Who needs to know where one goes asks for it, says why, and the
platform is asked at that moment. What it says goes to that person and nowhere else: not into the
database, a log or the identities of customers; a virtual number would lead to strangers.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from huike.base.access.facade import Actor, audit, audit_page, workspace
from huike.base.kernel import clock
from huike.base.kernel.errors import Conflict, Invalid, TooMany
from huike.base.kernel.exclusive import exclusive
from huike.flow.ingest.connect import queries, registry, sessions
from huike.flow.ingest.connect.contract import Settings, Tools
from huike.flow.ingest.connect.kinds.taobao.receivers import MOST, SCENES, Receiver, Receivers
from huike.flow.ingest.connect.models import Connection
from huike.flow.ingest.connect.web import Calls

_ACT = "connection.receivers"
_OPEN: Mapping[str, Callable[[Settings, Tools], Receivers]] = {"taobao": Receivers}


def receivers(
    actor: Actor, connection_id: int, *, order_nos: Sequence[str], purpose: str, scene: str
) -> list[Receiver]:
    """The receivers of at most twenty orders; recorded and counted before they are asked for."""
    asked = list(dict.fromkeys(one.strip() for one in order_nos if one.strip()))
    if not 0 < len(asked) <= MOST:
        raise Invalid(
            f"One to {MOST} orders at a time", code="receivers_at_a_time", where="order_nos"
        )
    if scene not in SCENES.get(purpose, ()):
        raise Invalid("This purpose has no such scene", code="receivers_scene", where="scene")
    row = queries.one(actor.scope, connection_id)
    if row.kind not in _OPEN or row.state != Connection.State.ACTIVE:
        raise Conflict("This connection tells no receivers", code="receivers_not_here")
    settings = sessions.opened(row)
    _count(actor, row, _quota(settings), asked, purpose, scene)
    with closing(Calls(registry.kind(row.kind).pace)) as calls:
        tools = Tools(calls, clock.now, lambda changed: sessions.renew(row, changed))
        return _OPEN[row.kind](settings, tools).of(asked, scene)


def _count(
    actor: Actor, row: Connection, quota: int, asked: Sequence[str], purpose: str, scene: str
) -> None:
    """Who asked for what and why: the audit is also what the day's quota is counted by."""
    with exclusive(f"receivers:{row.pk}"), transaction.atomic():
        left = quota - _told_today(row)
        if len(asked) > left:
            raise TooMany(
                "The receivers of this day are used up",
                code="receivers_quota",
                quota=quota,
                left=max(left, 0),
            )
        audit(
            actor,
            _ACT,
            target_kind="connection",
            target_id=row.pk,
            fields=[f"purpose={purpose}", f"scene={scene}", *asked],
            count=len(asked),
        )


def _told_today(row: Connection) -> int:
    since = _midnight(row.workspace_id)
    told, cursor = 0, None
    filters = {
        "action": _ACT, "target_kind": "connection", "target_id": str(row.pk), "at__gte": since,
    }  # fmt: skip
    while True:
        page = audit_page(row.workspace_id, filters, cursor, 200)
        told += sum(entry.count or 0 for entry in page.items)
        cursor = page.next_cursor
        if cursor is None:
            return told


def _midnight(workspace_id: int) -> datetime:
    """When this day began where the workspace is."""

    here = clock.now().astimezone(ZoneInfo(workspace(workspace_id).timezone))
    return here.replace(hour=0, minute=0, second=0, microsecond=0)


def _quota(settings: Settings) -> int:
    text = settings.get("receiver_quota", "")
    return int(text) if text.isdecimal() and len(text) < 7 else 0
