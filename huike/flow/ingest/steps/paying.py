"""How orders of a file were paid, with which coupons, and sent, once their lines have landed."""

from typing import Any

from huike.base.warehouse import facade as warehouse
from huike.flow.ingest.rules.orders import BESIDE, PAYING, SENDING
from huike.flow.ingest.steps.run import Run


def land(run: Run, params: dict[str, Any]) -> None:
    """What the rows of one bucket say."""
    told = set(run.plan.columns.values())
    if told.isdisjoint(BESIDE):
        return
    warehouse.create_table(run.staging.paying)  # perhaps no row has said anything
    if not told.isdisjoint(PAYING):
        _execute(run, "payments", params)
        _execute(run, "coupons", params)
    if not told.isdisjoint(SENDING):
        _execute(run, "logistics", params)


def follow(run: Run, params: dict[str, Any]) -> None:
    """What was said before of orders that have changed now follows their buyer and amount."""
    # Most shops' files tell nothing of it: then this is one look at a key.
    if warehouse.scalar(warehouse.load(__file__, "are_files_paid"), run.params, lane="long"):
        _execute(run, "payments_follow", params)
        for table in ("order_coupons", "logistics"):
            _execute(run, "buyer_follow", params, table)


def _execute(run: Run, name: str, params: dict[str, Any], table: str = "") -> None:
    """Without a token, as lines and orders: done again it writes what is missing by then."""
    sql = warehouse.load(__file__, name).replace("/*table*/", table)
    sql = sql.replace("/*lines*/", run.staging.lines.name)
    sql = sql.replace("/*paying*/", run.staging.paying.name)
    warehouse.execute(sql, params, lane="long")
