"""The base of all events: frozen, keyword-only, ids only."""

from dataclasses import dataclass, fields
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened in a workspace."""

    inner: ClassVar[tuple[str, ...]] = ()  # fields that are told to nobody outside

    workspace_id: int

    @property
    def key(self) -> str:
        """Events of one key reach each reaction in the order they were published."""
        return str(self.workspace_id)


def to_payload(event: Event) -> dict[str, Any]:
    """The event as JSON."""
    values = {field.name: getattr(event, field.name) for field in fields(event)}
    return {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}


def from_payload(kind: type[Event], payload: dict[str, Any]) -> Event:
    """The event again; fields it has gained since take their defaults, lost ones are dropped."""
    known = {field.name for field in fields(kind)}
    values = {
        name: tuple(v) if isinstance(v, list) else v for name, v in payload.items() if name in known
    }
    return kind(**values)  # type: ignore[arg-type]  # the fields of the kind itself
