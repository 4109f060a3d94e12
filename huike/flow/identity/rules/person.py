"""What is sealed of a person: name, identifiers, private attributes. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from huike.flow.identity.rules.keys import HEAD, Key, kind_and_scope
from huike.flow.identity.rules.kinds import BY_CODE
from huike.flow.identity.rules.values import (
    IDENTIFIER,
    NAME,
    PRIVATE,
    Notes,
    of_source,
    take,
    take_back,
)

_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_QUOTED = json.encoder.encode_basestring  # what it does with a text, without its two calls


Known = tuple[int, int, str, str]  # kind, scope, value, where it was seen first


@dataclass(slots=True)
class Person:
    """The readable values of one customer; they live in memory only."""

    name: str = ""
    identifiers: list[Known] = field(default_factory=list)
    private: dict[str, str] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)

    def to_text(self) -> str:
        """As it is sealed."""
        parts = [self.name, self.identifiers, self.private]
        return _ENCODE(parts + self.notes.to_parts())

    def values(self, kind: int) -> list[str]:
        """The values of one kind, the first seen first."""
        return [one[2] for one in self.identifiers if one[0] == kind]

    def merge(self, said: "Person") -> bool:
        """Take over what is newly said of the person; answer whether anything changed."""
        before = (self.name, len(self.identifiers), dict(self.private))
        name = {"": self.name} if self.name else {}
        take(name, self.notes, {"": said.name} if said.name else {}, said.notes, NAME)
        self.name = name.get("", "")
        known = {one[:3] for one in self.identifiers}
        for one in said.identifiers:
            if one[:3] not in known:
                self.identifiers.append(one)
                self.notes.keep(of_identifier(one), said.notes.saying(of_identifier(one), one[2]))
        take(self.private, self.notes, said.private, said.notes, PRIVATE)
        return before != (self.name, len(self.identifiers), self.private)

    def take_back(self, field: str) -> bool:
        """Staff's word about the name (`NAME`) or a private attribute no longer counts."""
        if field != NAME:
            return take_back(self.private, self.notes, field.removeprefix(PRIVATE), PRIVATE)
        name = {"": self.name}
        was = take_back(name, self.notes, "", NAME)
        self.name = name.get("", "")
        return was


def of_identifier(one: Known) -> str:
    """Under what is kept who told of an identifier."""
    return f"{IDENTIFIER}{one[0]},{one[1]},{one[2]}"


def together(records: Sequence[Person]) -> Person:
    """The records of one person as one, the oldest first; what was said last counts.

    Of what was said at nobody knows when, the older record's counts.
    """
    whole = Person()
    for one in reversed(records):
        whole.merge(one)
    known = [one for record in records for one in record.identifiers]
    whole.identifiers = list({one[:3]: one for one in reversed(known)}.values())[::-1]
    return whole


def text_of(
    name: str,
    keys: Sequence[Key],
    values: Sequence[str],
    source: str,
    private: Mapping[str, str],
    notes: str,
) -> str:
    """`Person.to_text` of somebody whom one source says all of, without making the person.

    `notes` is what follows the values: `notes_of_one`.
    """
    seen = _QUOTED(source)
    known = [
        f"{_opening(key[HEAD])}{_QUOTED(value)},{seen}]"
        for key, value in zip(keys, values, strict=True)
    ]
    sealed = _ENCODE(private) if private else "{}"
    return f"[{_QUOTED(name)},[{','.join(known)}],{sealed}{notes}]"


def notes_of_one(source: str, heard: int, times: Mapping[str, int] | None = None) -> str:
    """The end of `text_of`: the notes beside what one source says."""
    return "".join("," + _ENCODE(part) for part in of_source(source, heard, times).to_parts())


@lru_cache(maxsize=4096)
def _opening(head: bytes) -> str:
    kind, scope = kind_and_scope(head)
    return f"[{kind},{scope},"


def from_text(text: str) -> Person:
    """The person again."""
    parts: list[Any] = json.loads(text)
    known: list[Known] = [(one[0], one[1], one[2], one[3]) for one in parts[1] if one[0] in BY_CODE]
    return Person(parts[0], known, parts[2], Notes.from_parts(parts[3:]))


def name_and_first(text: str, kind: int) -> tuple[str, str]:
    """Of `Person.to_text` the name and the first value of one kind, without making the person."""
    name, known, *_ = json.loads(text)
    return name, next((one[2] for one in known if one[0] == kind), "")


def with_shop(shops: str, shop_id: int) -> str:
    """The list ",3,7," with one shop more."""
    if not shop_id or f",{shop_id}," in shops:
        return shops
    return f"{shops or ','}{shop_id},"


def shop_ids(shops: str) -> list[int]:
    """The shops of ",3,7,"."""
    return [int(one) for one in shops.split(",") if one]
