"""The preview's question in PostgreSQL, over the same facts, with the indexes it asks for."""

import statistics
import time
from datetime import datetime, timedelta
from glob import glob
from typing import Any

import pyarrow as pa
import pyarrow.csv as csv

from huike.base.warehouse import facade as warehouse

WARM, ROUNDS = 2, 7
NOT_HERE = "PostgreSQL (not installed)"

# One row an order: a newer version has overwritten the older one.
_TABLES = {
    "customers": (
        "workspace_id int, customer_id int, shop_ids int[]",
        "SELECT workspace_id, customer_id, concat('{', arrayStringConcat(shop_ids, ','), '}')"
        " AS shop_ids FROM customers FINAL",
    ),
    "overrides": (
        "workspace_id int, customer_id int, survivor_id int",
        "SELECT workspace_id, customer_id, survivor_id FROM overrides FINAL",
    ),
    "orders": (
        "workspace_id int, shop_id int, order_no text, customer_id int, kind text, status text,"
        " ordered_at timestamptz, amount bigint, refund bigint",
        "SELECT workspace_id, shop_id, order_no, customer_id, kind, status, ordered_at, amount,"
        " refund FROM orders FINAL",
    ),
    "events": (
        "workspace_id int, event text, customer_id int, shop_id int, occurred_at timestamptz,"
        " message_id text",
        "SELECT workspace_id, event, customer_id, shop_id, occurred_at, message_id FROM events",
    ),
    "messages": (
        "workspace_id int, kind text, customer_id int, at timestamptz",
        "SELECT workspace_id, kind, customer_id, at FROM messages",
    ),
}
_TIMES = {"orders": "ordered_at", "events": "occurred_at", "messages": "at"}
_INDEXES = """
ALTER TABLE customers ADD PRIMARY KEY (workspace_id, customer_id);
ALTER TABLE overrides ADD PRIMARY KEY (workspace_id, customer_id);
ALTER TABLE orders ADD PRIMARY KEY (workspace_id, shop_id, order_no);
CREATE INDEX ON orders (workspace_id, shop_id, ordered_at)
    INCLUDE (customer_id, amount, kind, status);
CREATE INDEX ON events (workspace_id, event, occurred_at) INCLUDE (customer_id, shop_id);
CREATE INDEX ON messages (workspace_id, kind, at) INCLUDE (customer_id);
"""
_QUESTION = """
WITH mapped (customer_id, survivor_id) AS (
    SELECT customer_id, survivor_id FROM overrides WHERE workspace_id = %(workspace)s
)
SELECT count(*), (SELECT count(*) FROM customers
                  WHERE workspace_id = %(workspace)s AND shop_ids && %(shops)s::int[])
FROM customers AS c
WHERE c.workspace_id = %(workspace)s AND c.shop_ids && %(shops)s::int[]
  AND c.customer_id IN (
      SELECT coalesce(m.survivor_id, o.customer_id)
      FROM orders AS o LEFT JOIN mapped AS m USING (customer_id)
      WHERE o.workspace_id = %(workspace)s AND o.shop_id = ANY (%(shops)s) AND o.kind = 'sale'
        AND o.status <> 'cancelled' AND o.ordered_at >= %(d90)s AND o.ordered_at < %(until)s
      GROUP BY 1 HAVING count(*) >= 1 AND sum(o.amount) >= 30000
  )
  AND c.customer_id IN (
      SELECT coalesce(m.survivor_id, e.customer_id)
      FROM events AS e LEFT JOIN mapped AS m USING (customer_id)
      WHERE e.workspace_id = %(workspace)s AND e.shop_id = ANY (%(shops)s) AND e.event = 'cart'
        AND e.occurred_at >= %(d15)s AND e.occurred_at < %(until)s
  )
  AND c.customer_id IN (
      SELECT coalesce(m.survivor_id, e.customer_id)
      FROM events AS e LEFT JOIN mapped AS m USING (customer_id)
      WHERE e.workspace_id = %(workspace)s AND e.shop_id = ANY (%(shops)s) AND e.event = 'view'
        AND e.occurred_at >= %(d10)s AND e.occurred_at < %(until)s
  )
  AND NOT EXISTS (
      SELECT 1 FROM (
          SELECT coalesce(m.survivor_id, s.customer_id) AS customer_id
          FROM messages AS s LEFT JOIN mapped AS m USING (customer_id)
          WHERE s.workspace_id = %(workspace)s AND s.kind = 'opened'
            AND s.at >= %(d30)s AND s.at < %(until)s
      ) AS opened
      WHERE opened.customer_id = c.customer_id
  )
"""


def answer_of_postgresql(
    workspace_id: int, shops: tuple[int, ...], now: datetime, part: int, sought: int
) -> tuple[str, float | None]:
    """What the peer is called and its milliseconds; one customer of every `part` is given to it."""
    if not glob("/usr/lib/postgresql/*/bin/initdb"):
        return NOT_HERE, None
    import psycopg

    from tests.support.services import postgres

    size = "the same size" if part == 1 else f"1/{part} of the size"
    with postgres() as url, psycopg.connect(url, autocommit=True) as connection:
        _fill(connection, part)
        params = {"workspace": workspace_id, "shops": list(shops), **_windows(now)}
        connection.execute("SET work_mem = '256MB'")
        times, found = [], 0
        for _ in range(WARM + ROUNDS):
            started = time.perf_counter()
            row = connection.execute(_QUESTION, params).fetchone()
            times.append((time.perf_counter() - started) * 1000)
            found = row[0] if row else 0
    if found != sought:
        raise AssertionError(f"PostgreSQL finds {found} people, the warehouse {sought}")
    return f"PostgreSQL, {size}", round(statistics.median(times[WARM:]), 1)


def _windows(now: datetime) -> dict[str, datetime]:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    days = {f"d{n}": midnight - timedelta(days=n) for n in (10, 15, 30, 90)}
    return {**days, "until": now + timedelta(days=1)}


def _fill(connection: Any, part: int) -> None:
    for name, (columns, sql) in _TABLES.items():
        connection.execute(f"CREATE TABLE {name} ({columns})")
        slices = [f"customer_id % {part} = 0"]
        if name in _TIMES:
            slices = [f"{slices[0]} AND toMonth({_TIMES[name]}) = {n}" for n in range(1, 13)]
        for one in slices:
            rows = warehouse.select_arrow(f"{sql} WHERE {one}", lane="long")
            _copy(connection, name, rows)
    for statement in _INDEXES.strip().split(";\n"):
        connection.execute(statement)
    connection.execute("VACUUM ANALYZE")


def _copy(connection: Any, name: str, rows: pa.Table) -> None:
    sink = pa.BufferOutputStream()
    csv.write_csv(rows, sink, csv.WriteOptions(include_header=False))
    with connection.cursor() as cursor, cursor.copy(f"COPY {name} FROM STDIN (FORMAT csv)") as out:
        out.write(sink.getvalue().to_pybytes())
