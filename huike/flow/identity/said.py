"""Reading people: identifiers in one spelling and as keyed hashes, everything personal sealed.

Nothing here asks the database, so a thread of its own reads the next while these are written.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

from huike.base.kernel import crypto
from huike.flow.identity import sealing
from huike.flow.identity.people import PeopleBatch
from huike.flow.identity.rules import normal, person, pieces, private
from huike.flow.identity.rules.assign import Key
from huike.flow.identity.rules.keys import packed
from huike.flow.identity.rules.kinds import EMAIL, KINDS, PHONE, USER_ID, Kind
from huike.flow.identity.rules.person import Known

Normal = Callable[[str], str | None]
_MOST_PIECES = 100_000


@dataclass(slots=True)
class Said:
    """What is said of one customer."""

    shops: str = ""
    name: str = ""
    identifiers: list[Known] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)  # of these identifiers
    open_ones: dict[str, str] = field(default_factory=dict)
    private: dict[str, str] = field(default_factory=dict)

    def add(self, key: Key, value: str, source: str) -> None:
        """One identifier more."""
        self.identifiers.append((key[0], key[1], value, source))
        self.keys.append(key)

    def add_words(self, other: "Said") -> None:
        """Everything that another place says of them but the identifiers."""
        for shop in person.shop_ids(other.shops):
            self.shops = person.with_shop(self.shops, shop)
        self.name = other.name or self.name
        self.open_ones = {**self.open_ones, **other.open_ones}
        self.private = {**self.private, **other.private}

    def person(self) -> person.Person:
        """What of it is sealed."""
        return person.Person(self.name, list(self.identifiers), dict(self.private))


@dataclass(frozen=True, slots=True)
class New:
    """A customer as they are written for the first time; the number is still to come."""

    wrapped_key: bytes
    sealed: bytes
    name_hash: bytes | None
    keys: bytes
    shops: str
    attributes: dict[str, str]
    pieces: list[int]


@dataclass
class Part:
    """Some people of a batch, each as if they were alone."""

    people: list[Said]
    refused: dict[str, int]
    new: list[New] | None = None  # ready to be written, in case that they are new


def normaliser(kind: Kind, region: str | None) -> Normal:
    """The one spelling of this kind of identifier."""
    if kind is PHONE:
        return partial(normal.phone, region=region)
    return {EMAIL: normal.email, USER_ID: normal.user_id}[kind]


def read(
    workspace_id: int,
    batch: PeopleBatch,
    start: int,
    stop: int,
    region: str | None,
    *,
    are_new: bool,
) -> Part:
    """The people from `start` to `stop`; sealed at once where they are likely to be new."""
    found = [Said() for _ in range(start, stop)]
    part = Part(found, {})
    _read_words(batch, start, stop, found)
    for kind in KINDS:
        given: Sequence[str | None] = getattr(batch, kind.name)
        if len(given):
            _read_kind(workspace_id, part, batch, kind, start, stop, normaliser(kind, region))
    if are_new:
        part.new = make_new(workspace_id, found)
    return part


def make_new(workspace_id: int, people: Sequence[Said]) -> list[New]:
    """These people as new customers: sealed, and everything that leads to them hashed."""
    sealed = sealing.seal_new([one.person() for one in people])
    hash_name = crypto.blinder(workspace_id, "name")
    return [
        New(
            wrapped,
            closed,
            hash_name(one.name) if one.name else None,
            packed(one.keys),
            one.shops,
            one.open_ones or _NOTHING,
            pieces_of_name(workspace_id, one.name),
        )
        for one, (wrapped, closed) in zip(people, sealed, strict=True)
    ]


_NOTHING: dict[str, str] = {}  # one object, so that a column of it is prepared once


def _read_words(batch: PeopleBatch, start: int, stop: int, found: Sequence[Said]) -> None:
    for one, at in zip(found, range(start, stop), strict=True):
        one.shops = person.with_shop("", shop_of(batch, at))
    if len(batch.name):
        for one, text in zip(found, batch.name[start:stop], strict=True):
            if text:
                one.name = normal.name(text) or ""
    if len(batch.attributes):
        for one, given in zip(found, batch.attributes[start:stop], strict=True):
            if given:
                one.open_ones, one.private = private.split(given)


def _read_kind(
    workspace_id: int,
    part: Part,
    batch: PeopleBatch,
    kind: Kind,
    start: int,
    stop: int,
    spelling: Normal,
) -> None:
    code, source = kind.code, batch.source
    given: Sequence[str | None] = getattr(batch, kind.name)
    hashed = crypto.blinder(workspace_id, kind.name)
    refused = 0
    for one, text, at in zip(part.people, given[start:stop], range(start, stop), strict=True):
        if not text:
            continue
        value = spelling(text)
        if value is None:
            refused += 1
            continue
        scope = shop_of(batch, at) if kind.is_per_shop else 0
        one.identifiers.append((code, scope, value, source))
        one.keys.append((code, scope, hashed(value)))
    if refused:
        part.refused[kind.name] = refused


def shop_of(batch: PeopleBatch, at: int) -> int:
    """The shop of one person of the batch."""
    return batch.shop_id if isinstance(batch.shop_id, int) else int(batch.shop_id[at])


@lru_cache(maxsize=64)
def _known_pieces(workspace_id: int) -> dict[str, int]:
    return {}


def _hashed_pieces(workspace_id: int, texts: Sequence[str]) -> list[int]:
    known = _known_pieces(workspace_id)
    if len(known) > _MOST_PIECES:
        known.clear()
    found = []
    for text in texts:
        number = known.get(text)
        if number is None:
            hashed = crypto.blinder(workspace_id, "name_piece")(text)
            number = known[text] = int.from_bytes(hashed[:8], "big", signed=True)
        found.append(number)
    return found


def pieces_of_name(workspace_id: int, name: str) -> list[int]:
    """The keyed numbers under which a name is kept."""
    return _hashed_pieces(workspace_id, pieces.of_name(name)) if name else []


def pieces_of_search(workspace_id: int, text: str) -> list[int]:
    """The keyed numbers that names with this text in them have."""
    return _hashed_pieces(workspace_id, pieces.of_search(text))


def name_hash(workspace_id: int, name: str) -> bytes | None:
    """Tells whether a name is the one that is known."""
    return crypto.blind(workspace_id, "name", name) if name else None


def with_attributes(known: dict[str, Any], said: dict[str, str]) -> dict[str, Any] | None:
    """The known attributes with what is said; None when that changes nothing."""
    merged = {**known, **said}
    return None if merged == known else merged
