"""Files that staff keep with a customer: a photo of a defect, a form; sealed as the customer is."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from django.db import transaction
from django.db.models import QuerySet

from huike.base.access.facade import Actor, all_workspaces, audit
from huike.base.files import facade as files
from huike.base.kernel import clock
from huike.base.kernel.errors import Conflict, Forbidden, Invalid, NotFound, TooLarge
from huike.flow.identity import facade as identity
from huike.flow.profile.models import Attachment

MOST_BYTES = 10 * 1024 * 1024
_MOST = 100  # of a customer
_LONGEST_NAME = 200
_PART = 1_000


@dataclass(frozen=True)
class AttachmentInfo:
    """A kept file as the list shows it."""

    id: int
    customer_id: int  # the person it is shown with
    name: str
    size: int  # bytes
    made_at: datetime
    made_by: str


def of_customer(actor: Actor, customer_id: int) -> list[AttachmentInfo]:
    """The files kept with a visible customer, the newest first."""
    rows = _rows(actor).filter(record_id__in=_records(actor, customer_id)).order_by("-id")
    return _shapes(actor, list(rows[:_MOST]))


def keep(actor: Actor, customer_id: int, name: str, data: bytes) -> AttachmentInfo:
    """Keep a file with a visible customer."""
    name = PurePath(name.replace("\\", "/")).name.strip()
    if not 0 < len(name) <= _LONGEST_NAME or not name.isprintable():
        raise Invalid("This is no name of a file", code="attachment_name", where="file")
    if not data:
        raise Invalid("The file is empty", code="attachment_empty", where="file")
    if len(data) > MOST_BYTES:
        raise TooLarge("A file may have 10 MB", code="attachment_size", where="file")
    if _rows(actor).filter(record_id__in=_records(actor, customer_id)).count() >= _MOST:
        raise Conflict(f"A customer has at most {_MOST} files", code="too_many_attachments")
    workspace_id = actor.workspace_id
    sealed = identity.seal_file(workspace_id, customer_id, data)
    row = Attachment(
        workspace_id=workspace_id,
        record_id=customer_id,
        sealed_name=identity.seal_words(workspace_id, customer_id, name),
        size=len(data),
        made_at=clock.now(),
        made_by=actor.label[:120],
    )
    row.blob_key = files.put(io.BytesIO(sealed)).key
    try:
        with transaction.atomic():
            row.save()
            audit(actor, "customer.file_kept", target_kind="customer", target_id=customer_id)
    except BaseException:
        files.delete(row.blob_key)
        raise
    return _shapes(actor, [row])[0]


def opened(actor: Actor, customer_id: int, attachment_id: int) -> tuple[str, bytes]:
    """A file's name and content; who opened it is in the audit before."""
    if not actor.can("customers.reveal"):
        raise Forbidden(
            "This needs the permission customers.reveal",
            code="permission_missing",
            permission="customers.reveal",
        )
    row = _one(actor, customer_id, attachment_id)
    with transaction.atomic():
        audit(actor, "customer.file_opened", target_kind="customer", target_id=customer_id)
    with files.open_blob(row.blob_key) as stream:
        sealed = stream.read()
    data = identity.open_file(actor.workspace_id, row.record_id, sealed)
    return _shapes(actor, [row])[0].name, data


def remove(actor: Actor, customer_id: int, attachment_id: int) -> None:
    """Forget a file."""
    row = _one(actor, customer_id, attachment_id)
    with transaction.atomic():
        row.delete()
        audit(actor, "customer.file_removed", target_kind="customer", target_id=customer_id)
    files.delete(row.blob_key)


def forget_erased() -> int:
    """Delete the files of who was erased (nobody can read them any more); how many there were."""
    gone = 0
    for workspace in all_workspaces():
        rows = Attachment.objects.filter(workspace_id=workspace.id)
        records = sorted(set(rows.values_list("record_id", flat=True)))
        for start in range(0, len(records), _PART):
            part = records[start : start + _PART]
            erased = set(part) - identity.with_keys(workspace.id, part)
            for row in rows.filter(record_id__in=erased):
                files.delete(row.blob_key)
                row.delete()
                gone += 1
    return gone


def _rows(actor: Actor) -> QuerySet[Attachment]:
    return Attachment.objects.filter(workspace_id=actor.workspace_id)


def _records(actor: Actor, customer_id: int) -> list[int]:
    merged = identity.records_of(actor.workspace_id, [customer_id])
    return merged.get(customer_id, [customer_id])


def _one(actor: Actor, customer_id: int, attachment_id: int) -> Attachment:
    mine = _rows(actor).filter(record_id__in=_records(actor, customer_id))
    found = mine.filter(pk=attachment_id).first()
    if found is None:
        raise NotFound("The customer has no such file", where="attachment_id")
    return found


def _shapes(actor: Actor, rows: Sequence[Attachment]) -> list[AttachmentInfo]:
    sealed = [(row.record_id, bytes(row.sealed_name)) for row in rows]
    names = identity.read_words(actor.workspace_id, sealed)
    shown = identity.shown_as(actor.workspace_id, [row.record_id for row in rows])
    return [
        AttachmentInfo(row.pk, customer_id, name, row.size, row.made_at, row.made_by)
        for row, name, customer_id in zip(rows, names, shown, strict=True)
    ]
