"""Files that a platform hands over are imported as if somebody had uploaded them.

The mapping is the one that files with these columns were read with last, so the first one is mapped
by a person. A file that is taken twice, after a crash, brings nothing twice: its lines are known.
"""

import io
from collections.abc import Mapping
from typing import Any, cast

from huike.base.access.facade import Actor, system_actor
from huike.base.kernel.errors import Invalid
from huike.flow.ingest import actions
from huike.flow.ingest.connect import keeping
from huike.flow.ingest.connect.contract import Refused
from huike.flow.ingest.connect.files import FileClient, Looked
from huike.flow.ingest.connect.models import Connection, ConnectionRun
from huike.flow.ingest.connect.sessions import Session
from huike.flow.ingest.models import Import
from huike.flow.ingest.rules.fields import Kind as Sort
from huike.flow.ingest.rules.plan import Plan, checked

_OVER = (Import.State.FINISHED, Import.State.FAILED, Import.State.CANCELLED)


def take(session: Session, row: Connection, run: ConnectionRun) -> None:
    """Import what is new since the files that were taken last."""
    client = session.file_client
    if client is None:
        return
    _look_at_last(row, client)
    actor = system_actor(row.workspace_id, f"connection:{row.name}")
    for found in keeping.foreseen(row.kind, client.files(row.kept.get("file", {}))):
        if isinstance(found, Looked):
            _keep(row, found.kept, row.kept.get("imports", {}))
            continue
        if not keeping.is_active(row):
            raise keeping.Left
        begun: dict[str, str] = row.kept.get("imports", {})
        reason = ""
        try:
            number = _start(actor, row, session.kind.fetches[0], found.name, found.body)
            begun = {**begun, str(number): found.name}
        except Invalid as problem:
            reason = problem.code
        _keep(row, found.kept, begun)
        keeping.add(row, run, {"unreadable": 1} if reason else {"files": 1})
        keeping.note_file(row, found.name, reason)


def _start(actor: Actor, row: Connection, sort: str, name: str, body: bytes) -> int:
    """The import of this file; raises `Invalid` where it is no table at all."""
    upload = actions.Upload(file_name=name, kind=cast(Sort, sort), shop_id=row.shop_id)
    made = actions.create_import(actor, io.BytesIO(body), upload)
    try:
        checked(Plan.model_validate(made.plan), cast(Sort, sort), tuple(made.header))
    except Invalid as problem:
        raise Refused(
            "Nobody has said yet how the columns of this file are read",
            code="connector_mapping_missing",
            import_id=made.pk,
            column=problem.where,
        ) from None
    actions.run(actor, made.pk)
    return made.pk


def _keep(row: Connection, kept: Mapping[str, Any], imports: Mapping[str, str]) -> None:
    row.kept = {"file": dict(kept), "imports": dict(imports)}
    Connection.objects.filter(pk=row.pk, workspace_id=row.workspace_id).update(kept=row.kept)


def _look_at_last(row: Connection, client: FileClient) -> None:
    """Files before may have failed as a whole: then a person must look at them.

    They are tried again once that person has mended what was wrong.
    """
    begun: dict[str, str] = row.kept.get("imports", {})
    numbers = [int(one) for one in begun]
    found = Import.objects.filter(workspace_id=row.workspace_id, pk__in=numbers)
    over = {str(one.pk): one for one in found if one.state in _OVER}
    failed = [one for one in over.values() if one.state == Import.State.FAILED]
    kept = row.kept.get("file", {})
    for one in failed:
        kept = client.forget(kept, begun[str(one.pk)])
    if over:
        _keep(row, kept, {number: name for number, name in begun.items() if number not in over})
    if failed:
        problem = failed[0].problem or {}
        raise Refused(
            str(problem.get("detail") or "The file could not be imported"),
            code="connector_import_failed",
            import_id=failed[0].pk,
        )
