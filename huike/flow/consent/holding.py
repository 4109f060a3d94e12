"""One order between "may I?" and "no more": the check at hand-over and the refusal of a person."""

from django.db import connection

_LOCK = 0x48754B65  # any number that only this lock uses


def share(workspace_id: int) -> None:
    """Hold off refusals until this transaction ends, so that what was checked stays true.

    SQLite needs nothing: its transactions write one after another from their beginning.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("still_reachable() outside a transaction: the answer could be stale")
    _take("pg_advisory_xact_lock_shared", workspace_id)


def claim(workspace_id: int) -> None:
    """Wait for hand-overs that have checked already, and make the later ones wait."""
    _take("pg_advisory_xact_lock", workspace_id)


def _take(function: str, workspace_id: int) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s, %s)", [_LOCK, workspace_id])
