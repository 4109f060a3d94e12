"""Reading people: identifiers in one spelling and as keyed hashes, everything personal sealed.

Nothing here asks the database. Many people are handled by columns: lists of texts and bytes beside
each other, because an object for each of them would cost more than its content.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any, TypeVar

from huike.base.kernel import crypto
from huike.flow.identity import sealing
from huike.flow.identity.people import PeopleBatch
from huike.flow.identity.rules import normal, person, pieces, private, spelling
from huike.flow.identity.rules.keys import Key, head, packed, parts
from huike.flow.identity.rules.kinds import EMAIL, KINDS, PHONE, USER_ID, Kind
from huike.flow.identity.rules.person import Known

Normal = Callable[[str], str | None]
_T = TypeVar("_T")
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
        kind, scope, _ = parts(key)
        self.identifiers.append((kind, scope, value, source))
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


@dataclass
class New:
    """Customers as they are written for the first time, by columns; numbers are still to come."""

    wrapped_key: list[bytes] = field(default_factory=list)
    sealed: list[bytes] = field(default_factory=list)
    name_hash: list[bytes | None] = field(default_factory=list)
    keys: list[bytes] = field(default_factory=list)
    shops: list[str] = field(default_factory=list)
    attributes: list[dict[str, str]] = field(default_factory=list)
    pieces: list[tuple[int, ...]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.sealed)

    def __add__(self, other: "New") -> "New":
        mine, theirs = vars(self), vars(other)
        return New(**{name: mine[name] + theirs[name] for name in mine})


@dataclass
class Part:
    """Some people of a batch, each as if they were alone: lists beside each other."""

    source: str
    shops: list[str]
    names: list[str]
    keys: Sequence[Sequence[Key]]
    values: Sequence[Sequence[str]]  # of these keys
    open_ones: dict[int, dict[str, str]] = field(default_factory=dict)  # by place
    private: dict[int, dict[str, str]] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)

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


def read(workspace_id: int, batch: PeopleBatch, start: int, stop: int, region: str | None) -> Part:
    """The people from `start` to `stop`."""
    size = stop - start
    names = spelling.names(batch.name[start:stop]) if len(batch.name) else [""] * size
    part = Part(batch.source, _shops(batch, start, stop), names, [()] * size, [()] * size)
    for place, given in enumerate(batch.attributes[start:stop]):
        if given:
            part.open_ones[place], part.private[place] = private.split(given)
    spelled: dict[str, Callable[[Sequence[str | None]], list[str | None]]] = {
        "user_id": spelling.user_ids,
        "phone": partial(spelling.phones, region=region),
        "email": spelling.emails,
    }
    keys: list[list[Key | None]] = []
    values: list[list[str | None]] = []
    for kind in KINDS:
        texts = getattr(batch, kind.name)[start:stop]
        if len(texts):
            mine = spelled[kind.name](texts)
            keys.append(_keys(workspace_id, kind, mine, _scopes(batch, kind, start, stop)))
            values.append(mine)
            refused = sum(1 for value, text in zip(mine, texts, strict=True) if text and not value)
            if refused:
                part.refused[kind.name] = refused
    if keys:
        part.keys, part.values = _by_person(keys), _by_person(values)
    return part


def make_new(workspace_id: int, part: Part, places: Sequence[int]) -> New:
    """People of a part as new customers: sealed, and everything that leads to them hashed."""
    names = [part.names[place] for place in places]
    keys = [part.keys[place] for place in places]
    texts = [
        person.text_of(name, mine, part.values[at], part.source, part.private.get(at, _NOTHING))
        for at, name, mine in zip(places, names, keys, strict=True)
    ]
    wrapped, sealed = sealing.seal_new(texts)
    hash_name = crypto.blinder(workspace_id, "name")
    return New(
        wrapped,
        sealed,
        [hash_name(name) if name else None for name in names],
        [packed(mine) for mine in keys],
        [part.shops[place] for place in places],
        [part.open_ones.get(place) or _NOTHING for place in places],
        [pieces_of_name(workspace_id, name) for name in names],
    )


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


def _keys(
    workspace_id: int, kind: Kind, values: Sequence[str | None], scopes: Sequence[int]
) -> list[Key | None]:
    code, hashed = kind.code, crypto.blinder(workspace_id, kind.name)
    return [
        None if value is None else head(code, scope) + hashed(value)
        for value, scope in zip(values, scopes, strict=True)
    ]


def _by_person(columns: Sequence[Sequence[_T | None]]) -> list[tuple[_T, ...]]:
    """What each has; what is missing is left out."""
    if not any(None in column for column in columns):
        return list(zip(*columns, strict=True))  # type: ignore[arg-type]
    return [tuple([one for one in mine if one is not None]) for mine in zip(*columns, strict=True)]


class _Pieces(dict[str, int]):
    """The keyed numbers of pieces of names: there are few, and names share them."""

    def __init__(self, workspace_id: int) -> None:
        self._hashed = crypto.blinder(workspace_id, "name_piece")

    def __missing__(self, text: str) -> int:
        if len(self) > _MOST_PIECES:
            self.clear()
        number = self[text] = int.from_bytes(self._hashed(text)[:8], "big", signed=True)
        return number


_known_pieces = lru_cache(maxsize=64)(_Pieces)


def pieces_of_name(workspace_id: int, name: str) -> tuple[int, ...]:
    """The keyed numbers under which a name is kept."""
    known = _known_pieces(workspace_id)
    return tuple([known[text] for text in pieces.of_name(name)]) if name else ()


def pieces_of_search(workspace_id: int, text: str) -> list[int]:
    """The keyed numbers that names with this text in them have."""
    known = _known_pieces(workspace_id)
    return [known[one] for one in pieces.of_search(text)]


def name_hash(workspace_id: int, name: str) -> bytes | None:
    """Tells whether a name is the one that is known."""
    return crypto.blind(workspace_id, "name", name) if name else None


def with_attributes(known: dict[str, Any], said: dict[str, str]) -> dict[str, Any] | None:
    """The known attributes with what is said; None when that changes nothing."""
    merged = {**known, **said}
    return None if merged == known else merged
