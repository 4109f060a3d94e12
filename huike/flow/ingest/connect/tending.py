"""Platforms forget whom to call: now and then each is asked, and told again."""

from datetime import datetime, timedelta
from typing import Any

import structlog

from huike.base.kernel import clock
from huike.base.kernel.errors import HuikeError
from huike.flow.ingest.connect.contract import RateLimited, TokenExpired
from huike.flow.ingest.connect.models import Connection
from huike.flow.ingest.connect.sessions import Session

log = structlog.get_logger(__name__)
_EVERY = timedelta(hours=1)


def tend(session: Session, row: Connection) -> None:
    """See to it that the platform calls us; that it does not, holds up no sync."""
    now = clock.now()
    known = row.kept.get("hooks") or {}
    if not session.kind.tends or session.client is None:
        return
    if known and now - datetime.fromisoformat(known["at"]) < _EVERY and known["to"] == _to(session):
        return
    told: dict[str, Any] = {"at": now.isoformat(), "to": _to(session), "made": [], "why": ""}
    try:
        found = session.client.tend()  # type: ignore[attr-defined]
    except (RateLimited, TokenExpired):
        raise
    except HuikeError as problem:
        told |= {"there": 0, "problem": problem.code}
    else:
        told |= {"there": found.there, "problem": found.problem, "why": found.why}
        told["made"] = list(found.made)
        # Those that were there an hour ago and are not: the platform had given up.
        had = known.get("there", 0) + len(known.get("made", ()))
        lost = bool(found.made and had and not known.get("problem"))
        told["lost_at"] = now.isoformat() if lost else known.get("lost_at")
    if told["problem"]:
        log.warning("hooks_untended", connection=row.pk, code=told["problem"])
    row.kept = {**row.kept, "hooks": told}
    rows = Connection.objects.filter(pk=row.pk, workspace_id=row.workspace_id)
    rows.update(kept=row.kept)


def _to(session: Session) -> str:
    return session.hook_url
