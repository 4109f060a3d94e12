"""Who a message goes to: the address, and the facts that its text may name."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import pyarrow as pa

from huike.base.access.facade import WorkspaceInfo
from huike.base.kernel.money import exponent
from huike.base.warehouse import facade as warehouse
from huike.flow.identity import facade as identity
from huike.flow.message.senders import SenderInfo

_MONEY = ("spend", "net", "average_order")
_COMPUTED = {"days_since_order": "last_order_at"}
_FACTS = (
    "attributes",
    "orders",
    *_MONEY,
    "first_order_at",
    "last_order_at",
    "days_since_order",
    "rfm_segment",
    "stage",
    "favourite_category",
    "favourite_categories",
)


class Recipient(NamedTuple):
    """One customer as a message needs them; the address is empty where there is none."""

    address: str
    facts: dict[str, Any]


def find(
    workspace: WorkspaceInfo,
    channel: str,
    customer_ids: Sequence[int],
    now: datetime,
    *,
    masked: bool = False,
    named: Collection[str] | None = None,
) -> dict[int, Recipient]:
    """These customers in sets: each opened once; those who are gone are left out.

    Where it is known which facts the text names, only those are asked for.
    """
    people = identity.reached(workspace.id, channel, customer_ids, masked=masked)
    wanted = [one for one in _FACTS if named is None or one in named]
    known = _traits(workspace, customer_ids, wanted, now) if wanted else {}
    return {
        number: Recipient(address, {"id": number, "name": name, **known.get(number, {})})
        for number, (name, address) in people.items()
    }


def shared_facts(workspace: WorkspaceInfo, sender: SenderInfo) -> dict[str, Any]:
    """What all messages of a workspace may name."""
    return {
        "workspace": {
            "name": workspace.name,
            "currency": workspace.currency,
            "timezone": workspace.timezone,
        },
        "sender": {"name": sender.from_name, "postal_address": sender.postal_address},
    }


def _traits(
    workspace: WorkspaceInfo, customer_ids: Sequence[int], wanted: Sequence[str], now: datetime
) -> dict[int, dict[str, Any]]:
    """These facts as authors think of them: money in its own unit, days instead of only a date."""
    columns = sorted({_COMPUTED.get(one, one) for one in wanted})
    question = warehouse.load(__file__, "facts")
    with warehouse.id_list(customer_ids) as ids:
        table = warehouse.select_arrow(
            f"SELECT customer_id, {', '.join(columns)}"  # noqa: S608 - fixed words
            f" FROM ({question.replace('/* ids */', ids)})",
            {"workspace": workspace.id},
            lane="long",
        )
    scale = 10 ** exponent(workspace.currency)
    values = [_column(one, table, scale, now) for one in wanted]
    rows = zip(*values, strict=True)
    numbers = table.column("customer_id").to_pylist()
    return {
        number: dict(zip(wanted, row, strict=True))
        for number, row in zip(numbers, rows, strict=True)
    }


def _column(name: str, table: pa.Table, scale: int, now: datetime) -> list[Any]:
    found: list[Any] = table.column(_COMPUTED.get(name, name)).to_pylist()
    if name in _MONEY:
        return [(one or 0) / scale for one in found]
    if name == "days_since_order":
        return [None if one is None else (now - one).days for one in found]
    if name == "attributes":
        return [dict(one or {}) for one in found]
    return found
