"""Reading a batch of people: every identifier in one spelling and as a keyed hash."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

from huike.base.kernel import crypto
from huike.flow.identity.people import PeopleBatch
from huike.flow.identity.rules import normal, person, pieces, private
from huike.flow.identity.rules.assign import Key
from huike.flow.identity.rules.kinds import EMAIL, KINDS, PHONE, USER_ID, Kind

Normal = Callable[[str], str | None]


@dataclass
class Said:
    """What a batch says of one customer."""

    shops: str = ""
    name: str = ""
    identifiers: list[tuple[int, int, str]] = field(default_factory=list)
    open_ones: dict[str, str] = field(default_factory=dict)
    private: dict[str, str] = field(default_factory=dict)

    def person(self) -> person.Person:
        """What of it is sealed."""
        return person.Person(self.name, list(self.identifiers), dict(self.private))


@dataclass
class Part:
    """Some people of a batch, read: their keys, and the values behind the keys."""

    keys: list[list[Key]]
    values: dict[Key, str]
    people: PeopleBatch
    start: int
    refused: dict[str, int]

    def add_to(self, said: Said, place: int) -> None:
        """Add what the person at this place says beside the identifiers."""
        at, people = self.start + place, self.people
        said.shops = person.with_shop(said.shops, shop_of(people, at))
        if len(people.name) and (given := people.name[at]):
            said.name = normal.name(given) or said.name
        if len(people.attributes) and (attributes := people.attributes[at]):
            open_ones, closed = private.split(attributes)
            said.open_ones.update(open_ones)
            said.private.update(closed)


def normaliser(kind: Kind, region: str | None) -> Normal:
    """The one spelling of this kind of identifier."""
    if kind is PHONE:
        return partial(normal.phone, region=region)
    return {EMAIL: normal.email, USER_ID: normal.user_id}[kind]


def read(workspace_id: int, people: PeopleBatch, start: int, stop: int, region: str | None) -> Part:
    """The people from `start` to `stop`."""
    part = Part([[] for _ in range(start, stop)], {}, people, start, {})
    for kind in KINDS:
        given: Sequence[str | None] = getattr(people, kind.name)
        if len(given):
            _read_kind(workspace_id, part, kind, given[start:stop], normaliser(kind, region))
    return part


def _read_kind(
    workspace_id: int, part: Part, kind: Kind, given: Sequence[str | None], spelling: Normal
) -> None:
    code, people, at = kind.code, part.people, part.start
    refused = 0
    for place, text in enumerate(given):
        if not text:
            continue
        value = spelling(text)
        if value is None:
            refused += 1
            continue
        scope = shop_of(people, at + place) if kind.is_per_shop else 0
        key = (code, scope, crypto.blind(workspace_id, kind.name, value))
        part.keys[place].append(key)
        part.values[key] = value
    if refused:
        part.refused[kind.name] = refused


def shop_of(people: PeopleBatch, at: int) -> int:
    """The shop of one person of the batch."""
    return people.shop_id if isinstance(people.shop_id, int) else int(people.shop_id[at])


@lru_cache(maxsize=65_536)
def _piece(workspace_id: int, text: str) -> int:
    found = crypto.blind(workspace_id, "name_piece", text)
    return int.from_bytes(found[:8], "big", signed=True)


def pieces_of_name(workspace_id: int, name: str) -> list[int]:
    """The keyed numbers under which a name is kept."""
    return [_piece(workspace_id, text) for text in pieces.of_name(name)] if name else []


def pieces_of_search(workspace_id: int, text: str) -> list[int]:
    """The keyed numbers that names with this text in them have."""
    return [_piece(workspace_id, one) for one in pieces.of_search(text)]


def name_hash(workspace_id: int, name: str) -> bytes | None:
    """Tells whether a name is the one that is known."""
    return crypto.blind(workspace_id, "name", name) if name else None


def with_attributes(known: dict[str, Any], said: dict[str, str]) -> dict[str, Any] | None:
    """The known attributes with what is said; None when that changes nothing."""
    merged = {**known, **said}
    return None if merged == known else merged
