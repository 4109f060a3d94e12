"""The tracking plan: what an event's properties shall be, and how a message differs. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from huike.base.kernel.errors import Invalid

Type = Literal["any", "text", "number", "boolean", "time", "list", "object"]
Mode = Literal["off", "warn", "block"]
Unknown = Literal["allow", "warn", "block"]
Reason = Literal["missing", "wrong_type", "not_allowed", "unknown_event"]

_NO_NUL = r"^[^\x00]*$"  # PostgreSQL keeps none
_Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=_NO_NUL)
]
_Value = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=_NO_NUL)
]


class PlannedField(BaseModel):
    """A property as it shall be; without allowed values every value of its type will do."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: _Name
    type: Type = "any"
    is_required: bool = False
    allowed: Annotated[tuple[_Value, ...], Field(max_length=100)] = ()


FIELDS = TypeAdapter(Annotated[tuple[PlannedField, ...], Field(max_length=100)])


@dataclass(frozen=True)
class Problem:
    """How a message differs: at which property, why, and what stood there."""

    field: str
    reason: Reason
    value: str = ""


@dataclass(frozen=True)
class Event:
    """The plan of one event."""

    mode: Mode
    fields: tuple[PlannedField, ...]


@dataclass(frozen=True)
class Verdict:
    """What becomes of a message: whether it is held back, and what is wrong with it."""

    problems: tuple[Problem, ...] = ()
    is_blocked: bool = False


@dataclass(frozen=True)
class Plan:
    """Everything that a workspace has planned."""

    events: Mapping[str, Event]
    unknown: Unknown = "allow"

    @property
    def is_silent(self) -> bool:
        """Whether no message can be other than planned."""
        return self.unknown == "allow" and all(one.mode == "off" for one in self.events.values())

    def judge(self, event: str, properties: Mapping[str, Any]) -> Verdict:
        """What becomes of a message of this event."""
        planned = self.events.get(event)
        if planned is None:
            if self.unknown == "allow":
                return Verdict()
            return Verdict((Problem("", "unknown_event"),), self.unknown == "block")
        if planned.mode == "off":
            return Verdict()
        found = tuple(problems(planned.fields, properties))
        return Verdict(found, bool(found) and planned.mode == "block")


def problems(fields: Sequence[PlannedField], properties: Mapping[str, Any]) -> list[Problem]:
    """How the properties differ from the plan; at most one problem a field. None is no value."""
    found = []
    for field in fields:
        value = properties.get(field.name)
        if value is None:
            if field.is_required:
                found.append(Problem(field.name, "missing"))
        elif not _is_of(field.type, value):
            found.append(Problem(field.name, "wrong_type", _shown(value)))
        elif field.allowed and (wrong := _not_in(field.allowed, value)) is not None:
            found.append(Problem(field.name, "not_allowed", _shown(wrong)))
    return found


def check(fields: Sequence[PlannedField]) -> None:
    """A property is planned once, and values are listed only where they can be compared."""
    names = [one.name for one in fields]
    for place, one in enumerate(fields):
        if one.name in names[:place]:
            raise Invalid(
                f"The property {one.name!r} is planned twice",
                code="plan_field_twice",
                where=f"fields.{place}.name",
                name=one.name,
            )
        if one.allowed and one.type in ("time", "object"):
            raise Invalid(
                "Allowed values can be listed for text, numbers, yes/no and lists",
                code="plan_values_of_type",
                where=f"fields.{place}.allowed",
            )


def _is_of(kind: Type, value: Any) -> bool:
    match kind:
        case "text":
            return isinstance(value, str)
        case "number":
            return isinstance(value, (int, float)) and not isinstance(value, bool)
        case "boolean":
            return isinstance(value, bool)
        case "time":
            return isinstance(value, str) and _is_time(value)
        case "list":
            return isinstance(value, list)
        case "object":
            return isinstance(value, dict)
    return True


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text.strip())
    except ValueError:
        return False
    return True


def _not_in(allowed: Sequence[str], value: Any) -> Any:
    """The first value that is not allowed; of a list each is asked."""
    values = value if isinstance(value, list) else [value]
    return next((one for one in values if one is None or _shown(one) not in allowed), None)


def _shown(value: Any) -> str:
    """A value as people write it in a plan: 5.0 is 5, and a truth is true."""
    match value:
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case dict():
            return "{…}"
        case list():
            return "[…]"
    return str(value)
