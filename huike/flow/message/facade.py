"""The door of message: what links in messages stand for, how messages fare, the local sink."""

from huike.flow.message.links import Leaving, read_engaged, read_leaving
from huike.flow.message.queries import DispatchInfo, Sent, dispatch, is_in_hand, sent
from huike.flow.message.rules import Reason
from huike.flow.message.sink import SinkHandle, start_sink

__all__ = [
    "DispatchInfo",
    "Leaving",
    "Reason",
    "Sent",
    "SinkHandle",
    "dispatch",
    "is_in_hand",
    "read_engaged",
    "read_leaving",
    "sent",
    "start_sink",
]
