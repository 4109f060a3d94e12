"""Who a message goes to: the address, and the facts that its text may name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from huike.base.access.facade import WorkspaceInfo
from huike.base.kernel.money import exponent
from huike.base.warehouse import facade as warehouse
from huike.flow.identity import facade as identity
from huike.flow.message.senders import SenderInfo

_MONEY = ("spend", "net", "average_order")


@dataclass(frozen=True, slots=True)
class Recipient:
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
) -> dict[int, Recipient]:
    """These customers in sets: each opened once; those who are gone are left out."""
    cards = identity.cards(workspace.id, customer_ids, masked=masked)
    known = _traits(workspace, customer_ids, now)
    found = {}
    for number, card in cards.items():
        facts = {"id": number, "name": card.name, **known.get(number, {})}
        addresses = card.email if channel == "email" else card.phone
        found[number] = Recipient(addresses[0] if addresses else "", facts)
    return found


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
    workspace: WorkspaceInfo, customer_ids: Sequence[int], now: datetime
) -> dict[int, dict[str, Any]]:
    sql = warehouse.load(__file__, "facts")
    with warehouse.id_list(customer_ids) as ids:
        rows = warehouse.select_arrow(
            sql.replace("/* ids */", ids), {"workspace": workspace.id}, lane="long"
        ).to_pylist()
    scale = 10 ** exponent(workspace.currency)
    return {row.pop("customer_id"): _facts(row, scale, now) for row in rows}


def _facts(row: dict[str, Any], scale: int, now: datetime) -> dict[str, Any]:
    """A row as authors think of it: money in its own unit, days instead of only a date."""
    for name in _MONEY:
        row[name] = (row[name] or 0) / scale
    last = row["last_order_at"]
    row["days_since_order"] = None if last is None else (now - last).days
    row["attributes"] = dict(row["attributes"] or {})
    return row
