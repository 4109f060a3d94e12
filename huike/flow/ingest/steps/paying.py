"""How orders of a file were paid and with which coupons, once their lines have landed."""

from typing import Any

from huike.base.warehouse import facade as warehouse
from huike.flow.ingest.steps.run import Run

_COLUMNS = frozenset(["payment_method", "paid_at", "coupon"])


def land(run: Run, params: dict[str, Any]) -> None:
    """What the rows of one bucket say."""
    if _COLUMNS & set(run.plan.columns.values()):
        warehouse.create_table(run.staging.paying)  # perhaps no row has said anything
        _execute(run, "payments", params)
        _execute(run, "coupons", params)


def follow(run: Run, params: dict[str, Any]) -> None:
    """What was said before of orders that have changed now follows their buyer and amount."""
    # Most shops' files tell nothing of it: then this is one look at a key.
    if warehouse.scalar(warehouse.load(__file__, "are_files_paid"), run.params, lane="long"):
        for name in ("payments_follow", "coupons_follow"):
            _execute(run, name, params)


def _execute(run: Run, name: str, params: dict[str, Any]) -> None:
    """Without a token, as lines and orders: done again it writes what is missing by then."""
    sql = warehouse.load(__file__, name)
    sql = sql.replace("/*lines*/", run.staging.lines.name)
    sql = sql.replace("/*paying*/", run.staging.paying.name)
    warehouse.execute(sql, params, lane="long")
