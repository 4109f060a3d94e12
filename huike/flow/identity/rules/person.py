"""What is sealed of a person: name, identifiers, private attributes. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from huike.flow.identity.rules.keys import HEAD, Key, kind_and_scope
from huike.flow.identity.rules.kinds import BY_CODE

_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_QUOTED = json.encoder.encode_basestring  # what it does with a text, without its two calls


Known = tuple[int, int, str, str]  # kind, scope, value, where it was seen first


@dataclass(slots=True)
class Person:
    """The readable values of one customer; they live in memory only."""

    name: str = ""
    identifiers: list[Known] = field(default_factory=list)
    private: dict[str, str] = field(default_factory=dict)

    def to_text(self) -> str:
        """As it is sealed."""
        return _ENCODE([self.name, self.identifiers, self.private])

    def values(self, kind: int) -> list[str]:
        """The values of one kind, the first seen first."""
        return [one[2] for one in self.identifiers if one[0] == kind]

    def merge(self, said: "Person") -> bool:
        """Take over what is newly said of the person; answer whether anything changed."""
        before = (self.name, len(self.identifiers), dict(self.private))
        self.name = said.name or self.name
        known = {one[:3] for one in self.identifiers}
        self.identifiers += [one for one in said.identifiers if one[:3] not in known]
        self.private.update(said.private)
        return before != (self.name, len(self.identifiers), self.private)


def text_of(
    name: str, keys: Sequence[Key], values: Sequence[str], source: str, private: Mapping[str, str]
) -> str:
    """`Person.to_text` of somebody whom one source says all of, without making the person."""
    seen = _QUOTED(source)
    known = [
        f"{_opening(key[HEAD])}{_QUOTED(value)},{seen}]"
        for key, value in zip(keys, values, strict=True)
    ]
    return f"[{_QUOTED(name)},[{','.join(known)}],{_ENCODE(private) if private else '{}'}]"


@lru_cache(maxsize=4096)
def _opening(head: bytes) -> str:
    kind, scope = kind_and_scope(head)
    return f"[{kind},{scope},"


def from_text(text: str) -> Person:
    """The person again."""
    parts: list[Any] = json.loads(text)
    known: list[Known] = [(one[0], one[1], one[2], one[3]) for one in parts[1] if one[0] in BY_CODE]
    return Person(parts[0], known, parts[2])


def name_and_first(text: str, kind: int) -> tuple[str, str]:
    """Of `Person.to_text` the name and the first value of one kind, without making the person."""
    name, known, _ = json.loads(text)
    return name, next((one[2] for one in known if one[0] == kind), "")


def with_shop(shops: str, shop_id: int) -> str:
    """The list ",3,7," with one shop more."""
    if not shop_id or f",{shop_id}," in shops:
        return shops
    return f"{shops or ','}{shop_id},"


def shop_ids(shops: str) -> list[int]:
    """The shops of ",3,7,"."""
    return [int(one) for one in shops.split(",") if one]
