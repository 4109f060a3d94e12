"""Reading people: identifiers in one spelling and as keyed hashes, everything personal sealed.

Nothing here asks the database. Many people are handled by columns: lists of texts and bytes beside
each other, because an object for each of them would cost more than its content.
"""

import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, compress
from typing import Any, TypeVar

import numpy as np

from huike.base.kernel import crypto
from huike.flow.identity import names, sealing
from huike.flow.identity.names import Numbers
from huike.flow.identity.people import PeopleBatch
from huike.flow.identity.rules import normal, person, private, spelling
from huike.flow.identity.rules.keys import Key, head, packed, parts
from huike.flow.identity.rules.kinds import EMAIL, KINDS, PHONE, USER_ID, Kind
from huike.flow.identity.rules.person import Known, Person
from huike.flow.identity.rules.values import NAME, PRIVATE, Notes, of_source, take

Normal = Callable[[str], str | None]
Order = tuple[list[Key], Numbers]
_T = TypeVar("_T")


@dataclass(slots=True)
class Said:
    """What is said of one customer."""

    shops: str = ""
    name: str = ""
    identifiers: list[Known] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)  # of these identifiers
    open_ones: dict[str, str] = field(default_factory=dict)
    private: dict[str, str] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)  # beside all of these

    def add(self, key: Key, value: str, source: str) -> None:
        """One identifier more."""
        kind, scope, _ = parts(key)
        self.identifiers.append((kind, scope, value, source))
        self.keys.append(key)

    def add_words(self, other: "Said") -> None:
        """Everything that another place says of them but the identifiers."""
        for shop in person.shop_ids(other.shops):
            self.shops = person.with_shop(self.shops, shop)
        name, self.notes = {"": self.name} if self.name else {}, self.notes.copy()
        self.open_ones, self.private = dict(self.open_ones), dict(self.private)
        take(name, self.notes, {"": other.name} if other.name else {}, other.notes, NAME)
        take(self.private, self.notes, other.private, other.notes, PRIVATE)
        take(self.open_ones, self.notes, other.open_ones, other.notes)
        self.name = name.get("", "")

    def tell(self, known: Person, attributes: dict[str, str]) -> bool:
        """Tell it a known person and their open attributes; whether what is sealed changed."""
        sealed = Person(self.name, list(self.identifiers), dict(self.private), self.notes)
        is_changed = known.merge(sealed)
        take(attributes, known.notes, self.open_ones, self.notes)
        return is_changed


@dataclass
class New:
    """Customers as they are written for the first time, by columns; numbers are still to come."""

    wrapped_key: list[bytes] = field(default_factory=list)
    sealed: list[bytes] = field(default_factory=list)
    name_hash: list[bytes | None] = field(default_factory=list)
    keys: list[bytes] = field(default_factory=list)
    shops: list[str] = field(default_factory=list)
    attributes: list[dict[str, str]] = field(default_factory=list)
    names: Numbers = field(default_factory=lambda: np.empty(0, np.int64))  # names.rows_of_all

    def __len__(self) -> int:
        return len(self.sealed)

    def __add__(self, other: "New") -> "New":
        if not len(other):
            return self
        both = zip(self.lists().items(), other.lists().values(), strict=True)
        rows = np.concatenate([self.names, other.names + len(self)])
        return New(**{name: mine + theirs for (name, mine), theirs in both}, names=np.sort(rows))

    def lists(self) -> dict[str, list[Any]]:
        """The columns of their rows."""
        return {name: column for name, column in vars(self).items() if name != "names"}

    def at(self, places: Sequence[int]) -> "New":
        """Those at these places, which rise."""
        if len(places) == len(self):
            return self
        moved = np.full(len(self), -1, np.int64)
        moved[np.array(places, np.int64)] = np.arange(len(places))
        kept = self.names[moved[self.names & names.CUSTOMER] >= 0]
        columns = {name: [one[place] for place in places] for name, one in self.lists().items()}
        return New(**columns, names=names.with_customers(kept, moved))


@dataclass
class Part:
    """Some people of a batch, each as if they were alone: lists beside each other."""

    source: str
    shops: list[str]
    names: list[str]
    keys: Sequence[Sequence[Key]]
    values: Sequence[Sequence[str]]  # of these keys
    order: Order | None = None  # of the keys, once it is known
    open_ones: dict[int, dict[str, str]] = field(default_factory=dict)  # by place
    private: dict[int, dict[str, str]] = field(default_factory=dict)
    times: dict[int, dict[str, int]] = field(default_factory=dict)  # rules.values; by place
    acted: dict[int, int] = field(default_factory=dict)  # by place: when they did something
    heard: int = 0  # when this came, seconds since 1970
    refused: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.keys)

    def all_keys(self) -> Iterable[Key]:
        """Everybody's keys; in order, if that is known already."""
        return self.order[0] if self.order else chain.from_iterable(self.keys)

    def in_order(self) -> Order:
        """Each key once, in the order of their index; and whose it is: the first who has it."""
        if self.order is None:
            self.order = _in_order(self.keys)
        return self.order

    def at(self, place: int) -> Said:
        """One of them."""
        one = Said(
            self.shops[place],
            self.names[place],
            open_ones=self.open_ones.get(place, _NOTHING),
            private=self.private.get(place, _NOTHING),
            notes=of_source(self.source, self.heard, self.times.get(place)),
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
    named = spelling.names(batch.name[start:stop]) if len(batch.name) else [""] * size
    part = Part(batch.source, shops_of(batch, start, stop), named, [()] * size, [()] * size)
    part.heard = batch.heard
    acted = batch.acted_at[start:stop]
    part.acted = {place: at for place, at in enumerate(acted) if at is not None}
    for place, given in enumerate(batch.attributes[start:stop]):
        if given:
            part.open_ones[place], part.private[place] = private.split(given)
    for place, at in enumerate(batch.said_at[start:stop]):
        if at is not None and (times := _times(part, place, at)):
            part.times[place] = times
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
    named = [part.names[place] for place in places]
    keys = [part.keys[place] for place in places]
    untimed = person.notes_of_one(part.source, part.heard)
    notes = {
        at: person.notes_of_one(part.source, part.heard, times) for at, times in part.times.items()
    }
    texts = [
        person.text_of(
            name,
            mine,
            part.values[at],
            part.source,
            part.private.get(at, _NOTHING),
            notes.get(at, untimed),
        )
        for at, name, mine in zip(places, named, keys, strict=True)
    ]
    wrapped, sealed = sealing.seal_new(texts)
    hash_name = crypto.blinder(workspace_id, "name")
    return New(
        wrapped,
        sealed,
        [hash_name(name) if name else None for name in named],
        [packed(mine) for mine in keys],
        [part.shops[place] for place in places],
        attributes_of(part, places),
        names.rows_of_all(workspace_id, named),
    )


def shops_of(batch: PeopleBatch, start: int, stop: int) -> list[str]:
    """Where each of these people is known."""
    if isinstance(batch.shop_id, int):
        return [person.with_shop("", batch.shop_id)] * (stop - start)
    return [person.with_shop("", int(shop)) for shop in batch.shop_id[start:stop]]


def attributes_of(part: Part, places: Sequence[int]) -> list[dict[str, str]]:
    """The open attributes of each of these people."""
    return [part.open_ones.get(place) or _NOTHING for place in places]


def joined(people: Sequence[Said], source: str, heard: int) -> Part:
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
    part.times = {place: one.notes.times for place, one in enumerate(people) if one.notes.times}
    part.heard = heard
    return part


def _times(part: Part, place: int, at: int) -> dict[str, int]:
    named = [NAME] if part.names[place] else []
    sealed = (PRIVATE + name for name in part.private.get(place, _NOTHING))
    return dict.fromkeys([*named, *sealed, *part.open_ones.get(place, _NOTHING)], at)


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


def _in_order(keys: Sequence[Sequence[Key]]) -> Order:
    flat = list(chain.from_iterable(keys))
    order = sorted(range(len(flat)), key=flat.__getitem__)
    places = np.repeat(np.arange(len(keys)), np.fromiter(map(len, keys), np.int64, len(keys)))
    ordered, whose = [flat[one] for one in order], places[order]
    if len(set(flat)) < len(flat):
        is_first = np.array([True, *map(operator.ne, ordered, ordered[1:])])
        ordered, whose = list(compress(ordered, is_first)), whose[is_first]
    return ordered, whose


def _by_person(columns: Sequence[Sequence[_T | None]]) -> list[tuple[_T, ...]]:
    """What each has; what is missing is left out."""
    if not any(None in column for column in columns):
        return list(zip(*columns, strict=True))  # type: ignore[arg-type]
    return [tuple([one for one in mine if one is not None]) for mine in zip(*columns, strict=True)]


def with_attributes(known: dict[str, Any], said: dict[str, str]) -> dict[str, Any] | None:
    """The known attributes with what is said; None when that changes nothing."""
    merged = {**known, **said}
    return None if merged == known else merged
