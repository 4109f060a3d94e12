"""Taobao's message service (TMC), polled: which trades have changed.

Messages come at least once and in no order, and what they hold is not believed beyond the number
of the trade. One that is not confirmed comes again after some minutes.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from huike.flow.ingest.connect.kinds.china.records import Row, text
from huike.flow.ingest.connect.kinds.taobao.gateway import Gateway
from huike.flow.ingest.connect.kinds.taobao.reading import listed
from huike.flow.ingest.connect.rules.reading import exact_json

_QUANTITY = 100
_MOST_BATCHES = 50  # of one run; what is left stays with the platform until the next
_ABOUT_TRADES = ("taobao_trade_", "taobao_refund_")


@dataclass(frozen=True)
class Batch:
    """Messages that came together, and the trades they are about, each once."""

    ids: tuple[str, ...]
    trades: tuple[str, ...]


class Messages:
    """The queue of one group."""

    def __init__(self, gateway: Gateway, group: str) -> None:
        self._gateway = gateway
        self._group = group

    def batches(self) -> Iterator[Batch]:
        """What waits, until nothing new does; what was met before in this run is not new."""
        met: set[str] = set()
        for _ in range(_MOST_BATCHES):
            told = self._gateway.call(
                "taobao.tmc.messages.consume", group_name=self._group, quantity=_QUANTITY
            )
            rows = listed(told, "messages", "tmc_message")
            ids = tuple(dict.fromkeys(text(row, "id") for row in rows if text(row, "id")))
            if not set(ids) - met:
                return
            met.update(ids)
            yield Batch(ids, tuple(dict.fromkeys(tid for row in rows if (tid := _trade_of(row)))))

    def confirm(self, batch: Batch) -> None:
        """They are dealt with: the platform need not send them again."""
        self._gateway.call(
            "taobao.tmc.messages.confirm",
            group_name=self._group,
            s_message_ids=",".join(batch.ids),
        )


def _trade_of(row: Row) -> str:
    """The trade that a message is about; "" for one about something else, or unreadable."""
    if not text(row, "topic").startswith(_ABOUT_TRADES):
        return ""
    content = row.get("content")
    try:
        told = exact_json(content.encode()) if isinstance(content, str) else content
    except ValueError:
        return ""
    return text(told, "tid") if isinstance(told, dict) else ""
