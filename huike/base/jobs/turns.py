"""Whose turn it is: looks at the table of jobs that stay cheap however many jobs wait.

By hand, with the states written out: SQLite uses an index of a part of a table only where the
question says literally that it asks for that part.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from huike.base.jobs.models import Job

_TABLE = Job._meta.db_table
_NEAR = 64  # the next jobs in line: mostly one of them is free
_MOST = 8  # candidates at a time: others may take the first ones meanwhile

_DUE = "state = 'waiting' AND run_at <= %s"
_IN_ORDER = "state IN ('waiting', 'running') AND NOT (order_key = '')"


def is_any_due(now: datetime) -> bool:
    """Whether a further look is worth while: idle workers ask ten times a second."""
    return bool(_ids(f"SELECT id FROM {_TABLE} WHERE {_DUE} LIMIT 1", [_moment(now)]))  # noqa: S608


def due(now: datetime, lanes: Sequence[str], job_id: int | None = None) -> list[int]:
    """Jobs that may be taken, the longest due first: of one order key only the eldest."""
    found = _near(now, lanes, job_id)
    # Many of one key may wait in front of somebody else's: then the eldest of each key are asked.
    return found or ([] if job_id is not None else _eldest(now, lanes))


def _near(now: datetime, lanes: Sequence[str], job_id: int | None) -> list[int]:
    marks = ", ".join(["%s"] * len(lanes))
    only, chosen = ("", []) if job_id is None else (" AND id = %s", [job_id])
    line = (
        f"SELECT id, order_key, run_at FROM {_TABLE}"  # noqa: S608 - our own table
        f" WHERE {_DUE} AND lane IN ({marks}){only} ORDER BY run_at, id LIMIT {_NEAR}"
    )
    earlier = (
        f"SELECT 1 FROM {_TABLE} AS earlier WHERE earlier.order_key = line.order_key"  # noqa: S608
        f" AND earlier.id < line.id AND {_IN_ORDER}"
    )
    return _ids(
        f"SELECT id FROM ({line}) AS line WHERE order_key = '' OR NOT EXISTS ({earlier})"  # noqa: S608
        f" ORDER BY run_at, id LIMIT {_MOST}",
        [_moment(now), *lanes, *chosen],
    )


def _eldest(now: datetime, lanes: Sequence[str]) -> list[int]:
    marks = ", ".join(["%s"] * len(lanes))
    eldest = f"SELECT min(id) FROM {_TABLE} WHERE {_IN_ORDER} GROUP BY order_key"  # noqa: S608
    free = (
        f"SELECT id, run_at FROM {_TABLE}"  # noqa: S608 - our own table
        f" WHERE {_DUE} AND lane IN ({marks}) AND order_key = ''"
        f" ORDER BY run_at, id LIMIT {_MOST}"
    )
    return _ids(
        f"SELECT id FROM (SELECT * FROM ({free}) AS free UNION ALL"  # noqa: S608
        f" SELECT id, run_at FROM {_TABLE} WHERE id IN ({eldest}) AND {_DUE} AND lane IN ({marks})"
        f") AS found ORDER BY run_at, id LIMIT {_MOST}",
        [_moment(now), *lanes, _moment(now), *lanes],
    )


def _moment(now: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(now)


def _ids(sql: str, params: Sequence[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [number for (number,) in cursor.fetchall()]
