"""Reading people: identifiers in one spelling and as keyed hashes, everything personal sealed.

Nothing here asks the database, so a thread of its own reads the next while these are written.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any, NamedTuple

from huike.base.kernel import crypto
from huike.flow.identity import sealing
from huike.flow.identity.people import PeopleBatch
from huike.flow.identity.rules import normal, person, pieces, private, spelling
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


class New(NamedTuple):
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
    """Some people of a batch, each as if they were alone: lists beside each other."""

    source: str
    shops: list[str]
    names: list[str]
    keys: list[list[Key]]
    values: list[list[str]]  # of these keys
    open_ones: dict[int, dict[str, str]] = field(default_factory=dict)  # by place
    private: dict[int, dict[str, str]] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    new: list[New] | None = None  # ready to be written, in case that they are new

    def __len__(self) -> int:
        return len(self.keys)

    def at(self, place: int) -> Said:
        """One of them."""
        one = Said(
            self.shops[place],
            self.names[place],
            open_ones=self.open_ones.get(place, _NOTHING),
            private=self.private.get(place, _NOTHING),
        )
        for key, value in zip(self.keys[place], self.values[place], strict=True):
            one.add(key, value, self.source)
        return one


_NOTHING: dict[str, str] = {}  # one object, so that a column of it is prepared once


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
    size = stop - start
    part = Part(
        batch.source,
        _shops(batch, start, stop),
        spelling.names(batch.name[start:stop]) if len(batch.name) else [""] * size,
        [[] for _ in range(size)],
        [[] for _ in range(size)],
    )
    for place, given in enumerate(batch.attributes[start:stop]):
        if given:
            part.open_ones[place], part.private[place] = private.split(given)
    spelled: dict[str, Callable[[Sequence[str | None]], list[str | None]]] = {
        "user_id": spelling.user_ids,
        "phone": partial(spelling.phones, region=region),
        "email": spelling.emails,
    }
    for kind in KINDS:
        texts = getattr(batch, kind.name)[start:stop]
        if len(texts):
            scopes = _scopes(batch, kind, start, stop)
            _take(workspace_id, part, kind, texts, spelled[kind.name](texts), scopes)
    if are_new:
        part.new = make_new(workspace_id, part, range(size))
    return part


def make_new(workspace_id: int, part: Part, places: Sequence[int]) -> list[New]:
    """People of a part as new customers: sealed, and everything that leads to them hashed."""
    texts = []
    for place in places:
        known = [
            (kind, scope, value)
            for (kind, scope, _), value in zip(part.keys[place], part.values[place], strict=True)
        ]
        texts.append(
            person.text_of(part.names[place], known, part.source, part.private.get(place, _NOTHING))
        )
    hash_name = crypto.blinder(workspace_id, "name")
    found = []
    for place, (wrapped, closed) in zip(places, sealing.seal_new(texts), strict=True):
        name = part.names[place]
        found.append(
            New(
                wrapped,
                closed,
                hash_name(name) if name else None,
                packed(part.keys[place]),
                part.shops[place],
                part.open_ones.get(place) or _NOTHING,
                pieces_of_name(workspace_id, name),
            )
        )
    return found


def joined(people: Sequence[Said], source: str) -> Part:
    """What was put together from several places, as a part again."""
    part = Part(
        source,
        [one.shops for one in people],
        [one.name for one in people],
        [one.keys for one in people],
        [[known[2] for known in one.identifiers] for one in people],
    )
    part.open_ones = {place: one.open_ones for place, one in enumerate(people)}
    part.private = {place: one.private for place, one in enumerate(people)}
    return part


def _shops(batch: PeopleBatch, start: int, stop: int) -> list[str]:
    if isinstance(batch.shop_id, int):
        return [person.with_shop("", batch.shop_id)] * (stop - start)
    return [person.with_shop("", int(shop)) for shop in batch.shop_id[start:stop]]


def _scopes(batch: PeopleBatch, kind: Kind, start: int, stop: int) -> Sequence[int]:
    if not kind.is_per_shop:
        return [0] * (stop - start)
    if isinstance(batch.shop_id, int):
        return [batch.shop_id] * (stop - start)
    return [int(shop) for shop in batch.shop_id[start:stop]]


def _take(
    workspace_id: int,
    part: Part,
    kind: Kind,
    texts: Sequence[str | None],
    values: Sequence[str | None],
    scopes: Sequence[int],
) -> None:
    code, hashed = kind.code, crypto.blinder(workspace_id, kind.name)
    refused = 0
    for keys, mine, value, text, scope in zip(
        part.keys, part.values, values, texts, scopes, strict=True
    ):
        if value is not None:
            keys.append((code, scope, hashed(value)))
            mine.append(value)
        elif text:
            refused += 1
    if refused:
        part.refused[kind.name] = refused


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
