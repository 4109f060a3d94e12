"""Receivers of trades in plain, for the one who ships or serves: asked for, handed on, not kept.

What leads to a receiver is a handle (`oaid`) that belongs to one trade and changes with its
address. So it is asked for anew each time, just before it is used, and is never stored either.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from huike.flow.ingest.connect.contract import Refused, Settings, Tools
from huike.flow.ingest.connect.kinds.china import clock
from huike.flow.ingest.connect.kinds.china.records import Row, text
from huike.flow.ingest.connect.kinds.china.signing import plain_json
from huike.flow.ingest.connect.kinds.taobao.gateway import Gateway
from huike.flow.ingest.connect.kinds.taobao.reading import listed

MOST = 20  # in one call
# What each reason allows, by the numbers that the platform has for it.
SCENES: Mapping[str, tuple[str, ...]] = {
    "ship": ("1001", "1002", "1003", "1004", "1005", "1006", "1007"),
    "after_sale": ("2001",),
    "care": ("2002",),
}
# The platform makes a handle only for who asks for all of these; what they hold is left lying.
_FOR_A_HANDLE = "tid,receiver_name,receiver_address,created,receiver_mobile,receiver_phone"


@dataclass(frozen=True)
class Receiver:
    """Where a trade goes. Name and address only to ship; a virtual number is nobody's."""

    order_no: str
    phone: str
    is_virtual: bool
    valid_until: datetime | None = None
    name: str = ""
    address: str = ""

    def __repr__(self) -> str:
        return f"Receiver({self.order_no})"  # so that no log and no traceback tells more


class Receivers:
    """The receivers of one shop's trades."""

    def __init__(self, settings: Settings, tools: Tools) -> None:
        self._gateway = Gateway(settings, tools)

    def of(self, order_nos: Sequence[str], scene: str) -> list[Receiver]:
        """Those that the platform tells; a trade that it does not know, or no more, is left out."""
        if not 0 < len(order_nos) <= MOST:
            raise ValueError(f"one to {MOST} at a time")
        handles = {tid: handle for tid in order_nos if (handle := self._handle(tid))}
        if not handles:
            return []
        asked = [{"tid": tid, "oaid": oaid, "scene": scene} for tid, oaid in handles.items()]
        told = self._gateway.call("taobao.top.oaid.decrypt", query_list=plain_json(asked))
        rows = listed(told, "receiver_list", "receiver")
        return list(_receivers(rows, set(handles), is_to_ship=scene in SCENES["ship"]))

    def _handle(self, tid: str) -> str:
        try:
            told = self._gateway.call("taobao.trade.fullinfo.get", tid=tid, fields=_FOR_A_HANDLE)
        except Refused as why:
            if why.code != "connector_refused":
                raise
            return ""
        trade: Any = told.get("trade")
        return text(trade, "oaid") if isinstance(trade, dict) else ""


def _receivers(rows: Sequence[Row], asked: set[str], *, is_to_ship: bool) -> Iterator[Receiver]:
    for row in rows:
        tid = text(row, "tid")
        if row.get("matched") is not True or tid not in asked:
            continue
        yield Receiver(
            order_no=tid,
            phone=text(row, "mobile", "phone"),
            is_virtual=row.get("privacy_protection") is True,
            valid_until=clock.read(row.get("secret_no_expire_time")),
            name=text(row, "name") if is_to_ship else "",
            address=_address(row) if is_to_ship else "",
        )


def _address(row: Row) -> str:
    parts = (text(row, one) for one in ("state", "city", "district", "town", "address_detail"))
    return " ".join(part for part in parts if part)
