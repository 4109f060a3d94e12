"""Files that a platform hands over are imported as if somebody had uploaded them.

The mapping is the one that files with these columns were read with last, so the first one is mapped
by a person. A file that is taken twice, after a crash, brings nothing twice: its lines are known.
"""

import io
from typing import cast

from huike.base.access.facade import Actor, system_actor
from huike.base.kernel.errors import Invalid
from huike.flow.ingest import actions
from huike.flow.ingest.connect import keeping
from huike.flow.ingest.connect.contract import Refused
from huike.flow.ingest.connect.models import Connection, ConnectionRun
from huike.flow.ingest.connect.sessions import Session
from huike.flow.ingest.models import Import
from huike.flow.ingest.rules.fields import Kind as Sort
from huike.flow.ingest.rules.plan import Plan, checked


def take(session: Session, row: Connection, run: ConnectionRun) -> None:
    """Import what is new since the file that was taken last."""
    if session.file_client is None:
        return
    _look_at_last(row)
    for found in session.file_client.files(row.kept.get("file", {})):
        actor = system_actor(row.workspace_id, f"connection:{row.name}")
        number = _start(actor, row, session.kind.fetches[0], found.name, found.body)
        row.kept = {"file": dict(found.kept), "import": number}
        Connection.objects.filter(pk=row.pk, workspace_id=row.workspace_id).update(kept=row.kept)
        keeping.add(row, run, {"files": 1})


def _start(actor: Actor, row: Connection, sort: str, name: str, body: bytes) -> int:
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


def _look_at_last(row: Connection) -> None:
    """The file before may have failed as a whole: then a person must look at it."""
    number = row.kept.get("import")
    last = Import.objects.filter(workspace_id=row.workspace_id, pk=number or 0).first()
    if last is not None and last.state == Import.State.FAILED:
        problem = last.problem or {}
        row.kept = {}  # the file is tried again once a person has mended what was wrong
        Connection.objects.filter(pk=row.pk, workspace_id=row.workspace_id).update(kept={})
        raise Refused(
            str(problem.get("detail") or "The file could not be imported"),
            code="connector_import_failed",
            import_id=last.pk,
        )
