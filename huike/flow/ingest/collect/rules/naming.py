"""What an event is called here, and which of its properties may lie open. Pure."""

from typing import Any

from huike.base.kernel.personal import is_personal
from huike.flow.ingest.collect.rules.protocol import Message

# These say who somebody is, and tell of nothing that happened.
_ABOUT_PEOPLE = {"identify", "alias", "group"}


def event_of(message: Message) -> str:
    """The event's name: what a track says; `page` and `screen` are events of their own."""
    if message.kind in _ABOUT_PEOPLE:
        return ""
    return message.event if message.kind == "track" else message.kind


def props_of(message: Message) -> dict[str, Any]:
    """What may lie open of it; the name of a page or screen is one of its properties."""
    named = {"name": message.event} if message.kind in ("page", "screen") and message.event else {}
    found: dict[str, Any] = _open({**named, **message.properties})
    return found


def _open(value: Any, name: str = "") -> Any:
    """Without what may say who somebody is; the raw message keeps it for its seven days."""
    match value:
        case dict():
            return {
                key: _open(inner, key)
                for key, inner in value.items()
                if isinstance(inner, (dict, list)) or not is_personal(key, _text(inner))
            }
        case list():
            return [
                _open(inner, name)
                for inner in value
                if isinstance(inner, (dict, list)) or not is_personal(name, _text(inner))
            ]
    return value


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value)
