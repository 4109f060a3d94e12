"""Messages over HTTP: the channel's settings, how messages fare, the sink."""

from huike.flow.message.http import channels, messages, sink, trying
from huike.flow.message.http.routing import router

__all__ = ["channels", "messages", "router", "sink", "trying"]
