"""One customer: who they are, their traits, and the segments they are in."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from huike.base.access.facade import Scope, workspace
from huike.base.kernel import clock
from huike.base.warehouse import facade as warehouse
from huike.flow.profile import one
from huike.flow.profile.lists import customers
from huike.flow.profile.lists.customers import Row


def of_customer(scope: Scope, customer_id: int) -> Row:
    """A visible customer as their page shows them, masked."""
    (row,) = customers.rows(scope, [customer_id], values={})
    return replace(row, traits=one.of_customer(scope, customer_id))


def segment_ids(scope: Scope, customer_id: int) -> list[int] | None:
    """The segments this customer is in; None for a scope, whose segments only segment knows."""
    if scope.shop_ids is not None:
        return None
    rows = warehouse.select(
        warehouse.load(__file__, "segments_of_customer"),
        {"ws": scope.workspace_id, "customer": customer_id},
    )
    return [int(number) for (number,) in rows]


def days_since(workspace_id: int, moment: datetime | None) -> int | None:
    """Calendar days of the workspace since a moment."""
    if moment is None:
        return None
    zone = ZoneInfo(workspace(workspace_id).timezone)
    return (clock.now().astimezone(zone).date() - moment.astimezone(zone).date()).days
