"""What is kept beside a person's values: when each was said, by whom, and what staff's word covers.

A value that staff set stays whatever is said later; what is said lies under it until staff take
their word back (decision 25). Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

# Under what is kept what belongs to a value: attributes stand under their own names.
NAME, PRIVATE, IDENTIFIER = "\0\0", "\0", "\1"

Told = tuple[str, int]  # who said it, and when we heard it (seconds since 1970)
_UNKNOWN: Told = ("", 0)
_ALL = ""  # what has no entry of its own was told by this one


class Saying(NamedTuple):
    """A value as somebody said it."""

    value: str | None  # None = nobody says anything
    time: int | None = None  # microseconds since 1970: when it was true; None = when it was heard
    source: str = ""
    heard: int = 0  # seconds since 1970; 0 = before it was kept


NOTHING = Saying(None)


@dataclass(slots=True)
class Notes:
    """What is kept beside the values of one person."""

    times: dict[str, int] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)
    under: dict[str, Saying] = field(default_factory=dict)  # below what staff said

    def to_parts(self) -> list[Any]:
        """As they are sealed behind the values; what is empty at the end is left out."""
        parts = [self.times, self.told, self.under]
        while parts and not parts[-1]:
            parts.pop()
        return parts

    @classmethod
    def from_parts(cls, parts: list[Any]) -> "Notes":
        """The notes again."""
        times, told, under = [*parts, {}, {}, {}][:3]
        return cls(
            times,
            {name: (one[0], one[1]) for name, one in told.items()},
            {name: Saying(*one) for name, one in under.items()},
        )

    def copy(self) -> "Notes":
        """The same, to be changed."""
        return Notes(dict(self.times), dict(self.told), dict(self.under))

    def told_by(self, mark: str) -> Told:
        """Who told of a value, and when."""
        return self.told.get(mark) or self.told.get(_ALL, _UNKNOWN)

    def saying(self, mark: str, value: str | None) -> Saying:
        """A value with what is kept beside it."""
        if value is None:
            return NOTHING
        return Saying(value, self.times.get(mark), *self.told_by(mark))

    def keep(self, mark: str, one: Saying) -> None:
        """Keep what belongs to the value that stands now, maybe none."""
        told = (one.source, one.heard)
        is_alls = one.value is None or told == self.told.get(_ALL, _UNKNOWN)
        _put(self.times, mark, one.time)
        _put(self.told, mark, None if is_alls else told)


def of_source(source: str, heard: int, times: Mapping[str, int] | None = None) -> Notes:
    """The notes beside what one source says."""
    return Notes(dict(times or {}), {_ALL: (source, heard)} if source else {})


def later(known: Saying, said: Saying) -> Saying:
    """Which of two counts: what was said later, in one moment the greater.

    What is said without a time is said now, and what is known without one yields. Who said first
    what stands, is who told of it.
    """
    if said.value is None:
        return known
    if known.value is None:
        return said
    if (
        known.time is not None
        and said.time is not None
        and (said.time, said.value) < (known.time, known.value)
    ):
        return known
    if said.value == known.value and known.heard:
        return said._replace(source=known.source, heard=known.heard)
    return said


def take(
    values: dict[str, str], notes: Notes, said: Mapping[str, str], said_notes: Notes, mark: str = ""
) -> None:
    """Take over what is said; what staff said stays, and what others say lies under it."""
    for name, value in said.items():
        key = mark + name
        known, new = notes.saying(key, values.get(name)), said_notes.saying(key, value)
        was_staff, is_staff = key in notes.under, key in said_notes.under
        if was_staff or is_staff:
            below = notes.under[key] if was_staff else known
            notes.under[key] = later(below, said_notes.under[key] if is_staff else new)
            stands = known if not is_staff else later(known, new) if was_staff else new
        else:
            stands = later(known, new)
        if stands.value is not None:
            values[name] = stands.value
            notes.keep(key, stands)


def take_back(values: dict[str, str], notes: Notes, name: str, mark: str = "") -> bool:
    """Staff's word about a value no longer counts, but what sources say; whether there was one."""
    below = notes.under.pop(mark + name, None)
    if below is None:
        return False
    values.pop(name, None)
    if below.value is not None:
        values[name] = below.value
    notes.keep(mark + name, below)
    return True


def _put(into: dict[str, Any], name: str, value: Any) -> None:
    if value is None:
        into.pop(name, None)
    else:
        into[name] = value
