"""Lists that leave as files: asked for, written by a job, kept for a week, each in the audit."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

import polars as pl
from django.db import transaction

from huike.base.access.facade import Actor, Scope, audit, workspace
from huike.base.files import facade as files
from huike.base.jobs.facade import Context, enqueue
from huike.base.kernel import clock
from huike.base.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from huike.flow.profile import columns
from huike.flow.profile.columns import Column, Language
from huike.flow.profile.lists import customers, facts, orders, reviews
from huike.flow.profile.lists.facts import FactFilters
from huike.flow.profile.lists.filters import CustomerFilters
from huike.flow.profile.lists.orders import OrderFilters
from huike.flow.profile.models import Export

Format = Literal["csv", "xlsx", "parquet"]
FORMATS: tuple[Format, ...] = get_args(Format)
ListName = Literal[
    "customers", "orders", "order_lines", "payments", "order_coupons", "reviews",
    "logistics", "favourites", "service_contacts", "store_visits", "products",
    "product_changes", "events", "messages",
]  # fmt: skip
SORTS = {"customers": "-created_at", "orders": "-ordered_at"}  # of the others the key
_KEPT = timedelta(days=7)
_PART = 5_000
_IN_MEMORY = 32 << 20
_TYPES: dict[str, Any] = {
    "text": pl.String,
    "personal": pl.String,
    "number": pl.Int64,
    "decimal": pl.Float64,
    "money": pl.Float64,
    "time": pl.Datetime("ms"),
    "flag": pl.UInt8,
}


@dataclass(frozen=True)
class Asked:
    """What is to be exported."""

    filters: dict[str, Any]
    sort: str
    columns: list[str]
    language: Language = "zh"


def ask(
    actor: Actor, list_name: ListName, format: Format, asked: Asked, *, is_whole: bool
) -> Export:
    """Write the wish and its job; unmasked values only for those who may see them."""
    if is_whole and not actor.can("customers.reveal"):
        raise Forbidden(
            "Unmasked values need the permission customers.reveal",
            code="permission_missing",
            permission="customers.reveal",
        )
    columns.chosen(list_name, asked.columns)
    _filters(list_name, asked.filters)
    _check_sort(list_name, asked.sort)
    now = clock.now()
    with transaction.atomic():
        row = Export.objects.create(
            workspace_id=actor.workspace_id,
            list_name=list_name,
            format=format,
            asked=asked.__dict__,
            is_whole=is_whole,
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_label=actor.label,
            actor_role=actor.role,
            shop_ids=None if actor.scope.shop_ids is None else list(actor.scope.shop_ids),
            created_at=now,
            forget_at=now + _KEPT,
        )
        row.job_id = enqueue(
            "profile.export",
            workspace_id=actor.workspace_id,
            args={"export_id": row.pk},
            created_by=actor.label,
        )
        row.save(update_fields=["job_id"])
    return row


def write(ctx: Context, export_id: int) -> int:
    """Write the file of an export and put its count and digest into the audit; the rows."""
    row = Export.objects.get(workspace_id=ctx.workspace_id, pk=export_id)
    if row.finished_at is not None:
        return row.rows or 0
    actor = _actor(row)
    asked = Asked(**row.asked)
    wanted = columns.chosen(row.list_name, asked.columns)
    place = workspace(row.workspace_id)
    headings = [columns.heading(one, asked.language, place.currency) for one in wanted]
    readers = [columns.reader(one, place.timezone, place.currency) for one in wanted]
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as out:
        tables = _tables(ctx, actor.scope, row, asked, wanted, readers)
        count = files.write_table(row.format, headings, tables, out)  # type: ignore[arg-type]
        out.seek(0)
        blob = files.put(out)  # type: ignore[arg-type]
    with transaction.atomic():
        Export.objects.filter(pk=row.pk, workspace_id=row.workspace_id).update(
            blob_key=blob.key, rows=count, digest=blob.sha256, finished_at=clock.now()
        )
        audit(
            actor,
            f"{row.list_name}.exported",
            target_kind="export",
            target_id=row.pk,
            fields=[one.name for one in wanted] + (["unmasked"] if row.is_whole else []),
            count=count,
            digest=blob.sha256,
        )
    return count


def exports(actor: Actor, limit: int = 50) -> list[Export]:
    """The exports of this caller, newest first."""
    return list(_mine(actor).order_by("-id")[:limit])


def opened(actor: Actor, export_id: int) -> tuple[Export, Any]:
    """An export of this caller and its file, noted in the audit."""
    row = _mine(actor).filter(pk=export_id).first()
    if row is None:
        raise NotFound("No such export")
    if row.finished_at is None:
        raise Conflict("This export is not finished yet", code="export_not_ready")
    if not row.blob_key:
        raise NotFound("This file is no longer kept", code="export_forgotten")
    with transaction.atomic():
        audit(actor, "export.downloaded", target_kind="export", target_id=row.pk)
    return row, files.open_blob(row.blob_key)


def forget(now: datetime) -> int:
    """Delete the files whose week is over; answer how many."""
    rows = list(Export.objects.filter(forget_at__lt=now).exclude(blob_key=""))
    for row in rows:
        files.delete(row.blob_key)
    Export.objects.filter(pk__in=[row.pk for row in rows]).update(blob_key="")
    return len(rows)


def _mine(actor: Actor) -> Any:
    """Only who asked: what they saw then, another person may not see."""
    return Export.objects.filter(
        workspace_id=actor.workspace_id, actor_kind=actor.kind, actor_id=actor.id
    )


def _actor(row: Export) -> Actor:
    shops = None if row.shop_ids is None else tuple(row.shop_ids)
    scope = Scope(row.workspace_id, shops)
    return Actor(
        row.actor_kind, row.actor_id, row.actor_label, row.workspace_id, row.actor_role, scope
    )


def _check_sort(list_name: str, sort: str) -> None:
    if list_name == "customers":
        customers.sorting(sort)
    elif list_name == "orders":
        orders.sorting(sort)
    elif sort:
        raise Invalid("This table leaves in the order of its key", code="bad_sort", where="sort")


_Filters = CustomerFilters | OrderFilters | FactFilters


def _filters(list_name: str, given: dict[str, Any]) -> _Filters:
    kinds: dict[str, type[_Filters]] = {"customers": CustomerFilters, "orders": OrderFilters}
    return kinds.get(list_name, FactFilters).model_validate(given)


def _tables(
    ctx: Context,
    scope: Scope,
    row: Export,
    asked: Asked,
    wanted: list[Column],
    readers: list[Any],
) -> Iterator[pl.DataFrame]:
    filters = _filters(row.list_name, asked.filters)
    if isinstance(filters, CustomerFilters):
        parts = customers.everybody(scope, filters, asked.sort, masked=not row.is_whole)
    elif isinstance(filters, OrderFilters):
        parts = orders.everything(scope, filters, asked.sort)
    elif row.list_name == "reviews":
        names = [column.name for column in wanted]
        parts = reviews.everything(scope, filters, names, masked=not row.is_whole)
    else:
        names = [column.name for column in wanted]
        parts = facts.everything(scope, row.list_name, filters, names)
    done = 0
    for total, part in parts:
        done += len(part)
        ctx.progress(done, total)
        yield pl.DataFrame(
            [
                pl.Series(column.name, [read(one[column.name]) for one in part], strict=False).cast(
                    _TYPES[column.kind]
                )
                for column, read in zip(wanted, readers, strict=True)
            ]
        )
