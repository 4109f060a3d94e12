"""Consent as facts of the warehouse, for segments and reports."""

from collections.abc import Sequence
from hashlib import sha256

import pyarrow as pa
from django.db.models import Count, Sum

from huike.base.kernel.bulk import chunks
from huike.base.warehouse import facade as warehouse
from huike.flow.consent.models import Consent

_PART = 5_000
_SCHEMA = pa.schema(
    [
        ("workspace_id", pa.uint32()),
        ("customer_id", pa.uint32()),
        ("purpose", pa.string()),
        ("channel", pa.string()),
        ("state", pa.string()),
        ("changed_at", pa.timestamp("ms", tz="UTC")),
        ("version", pa.uint64()),
    ]
)
_COLUMNS = ["customer", "purpose", "channel", "state", "changed_at", "version"]


def land(workspace_id: int, customer_ids: Sequence[int], *, token: str = "") -> int:
    """Write what these customers say now; a later version replaces an earlier one."""
    landed = 0
    for part in chunks(sorted(customer_ids), _PART):
        rows = list(
            Consent.objects.filter(workspace_id=workspace_id, customer__in=part)
            .order_by("customer", "purpose", "channel")
            .values_list(*_COLUMNS)
        )
        if not rows:
            continue
        columns = [[workspace_id] * len(rows), *(list(one) for one in zip(*rows, strict=True))]
        table = pa.table(
            dict(zip(_SCHEMA.names, columns, strict=True)),  # type: ignore[arg-type]
            schema=_SCHEMA,
        )
        content = ",".join(f"{row[0]}:{row[1]}:{row[2]}:{row[5]}" for row in rows)
        mark = sha256(f"{workspace_id}:{content}".encode()).hexdigest()[:32]
        warehouse.insert("consents", table, token=f"consents-{mark}{token}")
        landed += len(rows)
    return landed


def everybody(workspace_id: int, after: int, most: int) -> list[int]:
    """The next customers who said anything, by number."""
    rows = Consent.objects.filter(workspace_id=workspace_id, customer__gt=after)
    return list(rows.order_by("customer").values_list("customer", flat=True).distinct()[:most])


def differs(workspace_id: int) -> bool:
    """Whether the warehouse lacks an answer or has an older one."""
    rows = Consent.objects.filter(workspace_id=workspace_id)
    there = rows.aggregate(rows=Count("id"), versions=Sum("version"))
    ((count, versions),) = warehouse.select(
        "SELECT count(), sum(version) FROM consents FINAL WHERE workspace_id = {workspace:UInt32}",
        {"workspace": workspace_id},
        lane="long",
    )
    return (there["rows"], there["versions"] or 0) != (count, versions)
