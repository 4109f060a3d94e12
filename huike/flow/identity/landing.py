"""Customers as rows of the warehouse: what may lie open there, never a personal value."""

from collections.abc import Sequence
from hashlib import sha256

import pyarrow as pa
from django.db import connection

from huike.base.warehouse import facade as warehouse
from huike.flow.identity import queries
from huike.flow.identity.models import Customer, Survivor
from huike.flow.identity.queries import CustomerFact

RANGE = 10_000  # numbers compared as one
_SCHEMA = pa.schema(
    [
        ("workspace_id", pa.uint32()),
        ("customer_id", pa.uint32()),
        ("created_at", pa.timestamp("ms", tz="UTC")),
        ("shop_ids", pa.list_(pa.uint32())),
        ("has_email", pa.uint8()),
        ("has_phone", pa.uint8()),
        ("has_user_id", pa.uint8()),
        ("attributes", pa.map_(pa.string(), pa.string())),
        ("version", pa.uint64()),
        ("is_deleted", pa.uint8()),
    ]
)


def land(workspace_id: int, ids: Sequence[int], *, token: str = "") -> int:
    """Write these customers as they are now; a later version replaces an earlier one.

    Of merged records only the survivor is shown, with everything that is known of the person.
    """
    rows = queries.facts(workspace_id, ids)
    if rows:
        # The same numbers land again when they change, so the token is of numbers and versions.
        content = ",".join(f"{row.id}:{row.version}" for row in rows)
        mark = sha256(f"{workspace_id}:{content}".encode()).hexdigest()[:32]
        warehouse.insert("customers", _table(workspace_id, rows), token=f"customers-{mark}{token}")
    return len(rows)


def differing(workspace_id: int) -> list[int]:
    """The ranges of numbers in which the warehouse is not what the database is."""
    table = Customer._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id / {RANGE}, COUNT(*), SUM(version) FROM {table}"  # noqa: S608
            " WHERE workspace_id = %s AND erased_at IS NULL AND id NOT IN"
            f" (SELECT customer FROM {Survivor._meta.db_table}"
            " WHERE workspace_id = %s AND survivor <> customer) GROUP BY 1",
            [workspace_id, workspace_id],
        )
        there = {int(part): (int(rows), int(sums)) for part, rows, sums in cursor.fetchall()}
    landed = {
        int(part): (int(rows), int(sums))
        for part, rows, sums in warehouse.select(
            warehouse.load(__file__, "landed"),
            {"workspace": workspace_id, "range": RANGE},
            lane="long",
        )
    }
    return sorted(
        part for part in there.keys() | landed.keys() if there.get(part) != landed.get(part)
    )


def _table(workspace_id: int, rows: Sequence[CustomerFact]) -> pa.Table:
    size = len(rows)
    columns = {
        "workspace_id": [workspace_id] * size,
        "customer_id": [row.id for row in rows],
        "created_at": [row.created_at for row in rows],
        "shop_ids": [row.shop_ids for row in rows],
        **{
            f"has_{kind}": [int(kind in row.kinds) for row in rows]
            for kind in ("email", "phone", "user_id")
        },
        "attributes": [list(row.attributes.items()) for row in rows],
        "version": [row.version for row in rows],
        "is_deleted": [int(row.is_erased or not row.is_shown) for row in rows],
    }
    return pa.table(columns, schema=_SCHEMA)
