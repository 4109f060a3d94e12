"""The door of the outbox: publish in the transaction, deliver after it."""

from huike.base.outbox.event import Event, to_payload
from huike.base.outbox.publish import Reaction, publish, wire

__all__ = ["Event", "Reaction", "publish", "to_payload", "wire"]
