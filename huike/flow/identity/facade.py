"""The door of identity: who is who, what may be shown of them, and how to reach them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from huike.base.access.facade import Scope
from huike.base.kernel import crypto
from huike.base.kernel.errors import Invalid, NotFound
from huike.flow.identity import groups, queries, sealing
from huike.flow.identity.actions.deciding import accept, dismiss, merge, separate, set_rule
from huike.flow.identity.actions.edit import edit
from huike.flow.identity.actions.edit import undo as undo_edit
from huike.flow.identity.actions.grouping import join as join_group
from huike.flow.identity.actions.grouping import leave as leave_group
from huike.flow.identity.actions.grouping import make as make_group
from huike.flow.identity.actions.likeness import confirm as confirm_alike
from huike.flow.identity.actions.likeness import dismiss as dismiss_alike
from huike.flow.identity.actions.likeness import reopen as reopen_alike
from huike.flow.identity.actions.likeness import start_looking
from huike.flow.identity.actions.resolve import resolve as resolve_report
from huike.flow.identity.actions.splitting import split as split_identifier
from huike.flow.identity.actions.splitting import unsplit
from huike.flow.identity.actions.trust import FIELDS, Revealed, erase, erase_again, reveal
from huike.flow.identity.aliases import say as say_alias
from huike.flow.identity.aliases import share as share_numbers
from huike.flow.identity.aliases import unshare as unshare_numbers
from huike.flow.identity.belongings import open_file, seal_file, with_keys
from huike.flow.identity.foreseeing import Foreseen, foresee_rule
from huike.flow.identity.likeness.looking import SUGGESTED
from huike.flow.identity.likeness.reads import (
    Suggested,
    confirmed_between,
    last_run,
    named_weights,
    suggested,
)
from huike.flow.identity.matching import CODES as RULED
from huike.flow.identity.matching import Told, evidence, outlines, records, rules_of, suggestions
from huike.flow.identity.origins import Value
from huike.flow.identity.origins import of_customer as values_of
from huike.flow.identity.people import PeopleBatch, Resolved
from huike.flow.identity.rules import mask
from huike.flow.identity.rules.keys import HASH, head
from huike.flow.identity.rules.kinds import BY_CHANNEL, BY_NAME, KINDS, Kind
from huike.flow.identity.rules.person import Person
from huike.flow.identity.splits import Held, Taken, taken_out
from huike.flow.identity.splits import held as identifiers_of
from huike.flow.identity.splits import one as split_of
from huike.flow.identity.splits import preview as preview_split
from huike.flow.identity.together import Together
from huike.flow.identity.together import group as group_of
from huike.flow.identity.together import of_customer as groups_of_customer
from huike.flow.identity.together import page as groups_page
from huike.flow.identity.visitors import join, numbers_of, visit

__all__ = [
    "FIELDS",
    "RULED",
    "SUGGESTED",
    "Card",
    "Foreseen",
    "Held",
    "PeopleBatch",
    "Resolved",
    "Revealed",
    "Suggested",
    "Taken",
    "Together",
    "Told",
    "Value",
    "accept",
    "address_hashes",
    "addresses",
    "cards",
    "confirm_alike",
    "confirmed_between",
    "count",
    "dismiss",
    "dismiss_alike",
    "display_names",
    "edit",
    "erase",
    "erase_again",
    "ever_merged",
    "evidence",
    "find_by",
    "foresee_rule",
    "group_of",
    "groups_of_customer",
    "groups_page",
    "hash_addresses",
    "identifiers_of",
    "join",
    "join_group",
    "known_at",
    "last_run",
    "leave_group",
    "make_group",
    "merge",
    "named_weights",
    "numbers_of",
    "open_file",
    "outlines",
    "owners_of_addresses",
    "preview_split",
    "reached",
    "read_words",
    "record_cards",
    "records",
    "records_of",
    "reopen_alike",
    "resolve",
    "resolve_report",
    "reveal",
    "rules_of",
    "say_alias",
    "seal_all_words",
    "seal_file",
    "seal_words",
    "search",
    "search_name",
    "separate",
    "set_rule",
    "share_numbers",
    "shown_as",
    "spelled",
    "split_identifier",
    "split_of",
    "start_looking",
    "suggested",
    "suggestions",
    "taken_out",
    "undo_edit",
    "unshare_numbers",
    "unsplit",
    "values_of",
    "visible",
    "visit",
    "with_keys",
]
_MOST_FOUND = 100_000


@dataclass(frozen=True)
class Card:
    """What a list or page shows of a customer; masked unless somebody may see more."""

    id: int
    name: str
    email: tuple[str, ...]
    phone: tuple[str, ...]
    user_id: tuple[str, ...]
    private: dict[str, str]

    @property
    def label(self) -> str:
        """The name, or the next best value to know them by."""
        for value in (self.name, *self.email, *self.phone, *self.user_id):
            if value:
                return value
        return ""


class People(Protocol):
    """Anything that names people as `PeopleBatch` does (ingest has a class of its own)."""

    @property
    def shop_id(self) -> Sequence[int] | int: ...
    @property
    def user_id(self) -> Sequence[str | None]: ...
    @property
    def email(self) -> Sequence[str | None]: ...
    @property
    def phone(self) -> Sequence[str | None]: ...
    @property
    def name(self) -> Sequence[str | None]: ...
    @property
    def attributes(self) -> Sequence[dict[str, Any] | None]: ...
    @property
    def source(self) -> str: ...
    @property
    def said_at(self) -> Sequence[int | None]: ...
    @property
    def acted_at(self) -> Sequence[int | None]: ...


def resolve(workspace_id: int, people: People) -> np.ndarray:
    """The customer number of each of these people; 0 for those without a usable identifier."""
    batch = PeopleBatch(
        shop_id=people.shop_id,
        user_id=people.user_id,
        email=people.email,
        phone=people.phone,
        name=people.name,
        attributes=people.attributes,
        source=people.source,
        said_at=people.said_at,
        acted_at=people.acted_at,
    )
    return resolve_report(workspace_id, batch).customer_ids


def spelled(workspace_id: int, kind: str, values: Sequence[str | None]) -> list[str | None]:
    """Identifiers in their one spelling; None for what is none."""
    spelling = queries.spelling(workspace_id, _kind(kind))
    return [spelling(value) if value else None for value in values]


def addresses(workspace_id: int, channel: str, customer_ids: Sequence[int]) -> dict[int, str]:
    """Where a channel reaches these customers: the address seen first of each who has one."""
    code = _of_channel(channel).code
    opened = queries.people(workspace_id, _plain(customer_ids))
    values = {number: person.values(code) for number, person in opened.items()}
    return {number: found[0] for number, found in values.items() if found}


def address_hashes(
    workspace_id: int, channel: str, customer_ids: Sequence[int]
) -> dict[int, list[bytes]]:
    """The keyed hashes of these customers' addresses, the one that is used first."""
    return queries.hashes_of(workspace_id, _of_channel(channel), _plain(customer_ids))


def hash_addresses(workspace_id: int, channel: str, addresses: Sequence[str]) -> list[bytes | None]:
    """The keyed hashes of addresses; None for what is no address of this channel."""
    kind = _of_channel(channel)
    spelling = queries.spelling(workspace_id, kind)
    values = [spelling(address) for address in addresses]
    return [crypto.blind(workspace_id, kind.name, value) if value else None for value in values]


def owners_of_addresses(
    workspace_id: int, channel: str, hashes: Sequence[bytes]
) -> dict[bytes, int]:
    """Whose these addresses are, by their keyed hashes."""
    code = _of_channel(channel).code
    found = queries.owners(workspace_id, [head(code, 0) + one for one in hashes])
    shown = groups.shown_as(workspace_id, list(found.values()))
    return {key[HASH]: customer for key, customer in zip(found, shown, strict=True)}


def cards(
    workspace_id: int, customer_ids: Sequence[int], *, masked: bool = True
) -> dict[int, Card]:
    """The values of these customers, masked or whole; erased ones are left out.

    Whoever asks for them whole has checked `customers.reveal` and writes the audit.
    """
    return _cards(queries.people(workspace_id, _plain(customer_ids)), masked=masked)


def record_cards(
    workspace_id: int, record_ids: Sequence[int], *, masked: bool = True
) -> dict[int, Card]:
    """The same of single records, each by itself."""
    return _cards(queries.records(workspace_id, _plain(record_ids)), masked=masked)


def _cards(opened: dict[int, Person], *, masked: bool) -> dict[int, Card]:
    found: dict[int, Card] = {}
    for number, person in opened.items():
        values = {kind.name: tuple(person.values(kind.code)) for kind in KINDS}
        name, private = person.name, dict(person.private)
        if masked:
            name = mask.name(name)
            private = {key: mask.text(value) for key, value in private.items()}
            values = {
                kind: tuple(mask.BY_KIND[kind](value) for value in given)
                for kind, given in values.items()
            }
        found[number] = Card(number, name, private=private, **values)
    return found


def reached(
    workspace_id: int, channel: str, customer_ids: Sequence[int], *, masked: bool = False
) -> dict[int, tuple[str, str]]:
    """Name and first address on a channel of these customers; erased ones are left out."""
    kind = _of_channel(channel)
    found = queries.reached(workspace_id, kind, _plain(customer_ids))
    if not masked:
        return found
    hide = mask.BY_KIND[kind.name]
    return {
        number: (mask.name(name), address and hide(address))
        for number, (name, address) in found.items()
    }


def display_names(
    workspace_id: int, customer_ids: Sequence[int], masked: bool = True
) -> dict[int, str]:
    """A word for each of these customers: the name, or the next best value."""
    shown = cards(workspace_id, customer_ids, masked=masked)
    return {number: card.label for number, card in shown.items()}


def find_by(workspace_id: int, kind: str, value: str) -> list[int]:
    """The customers with exactly this identifier."""
    return queries.find(workspace_id, _kind(kind), [value])


def known_at(
    workspace_id: int, shop_ids: Sequence[int], kind: str, values: Sequence[str]
) -> list[int]:
    """The customers with exactly these identifiers; of such as shops give out, at these shops.

    No shops: at any.
    """
    found = _kind(kind)
    return queries.find(workspace_id, found, values, shop_ids if found.is_per_shop else [0])


def search_name(workspace_id: int, text: str) -> list[int]:
    """The customers in whose name this text stands."""
    return queries.with_name(workspace_id, text, _MOST_FOUND)


def search(workspace_id: int, text: str) -> np.ndarray:
    """The customers whom a search box means: an identifier, or a part of a name."""
    return queries.search(workspace_id, text, _MOST_FOUND)


def visible(scope: Scope, customer_ids: Sequence[int]) -> list[int]:
    """Those of the customers whom a caller of this scope may see, in the order given."""
    return queries.visible(scope, _plain(customer_ids))


def records_of(workspace_id: int, customer_ids: Sequence[int]) -> dict[int, list[int]]:
    """All records of each of these people, the oldest first; only of people with several."""
    return groups.records(workspace_id, _plain(customer_ids))


def ever_merged(workspace_id: int, customer_ids: Sequence[int]) -> set[int]:
    """Those of these records that are or were shown together with others."""
    return groups.ever_merged(workspace_id, _plain(customer_ids))


def shown_as(workspace_id: int, customer_ids: Sequence[int]) -> list[int]:
    """Under whose number each of these records is shown: mostly its own."""
    return groups.shown_as(workspace_id, _plain(customer_ids))


def seal_words(workspace_id: int, record_id: int, words: str) -> bytes:
    """What staff say of a customer, sealed under the customer's key."""
    key = queries.keys_of(workspace_id, [record_id]).get(record_id)
    if key is None:
        raise NotFound("No such customer")
    return sealing.seal_words(key, words)


def seal_all_words(workspace_id: int, said: Sequence[tuple[int, str]]) -> list[bytes | None]:
    """What each of these records said, under its own key; None of who has none."""
    keys = queries.keys_of(workspace_id, {record for record, _ in said if record})
    return [
        sealing.seal_words(keys[record], words) if record in keys else None
        for record, words in said
    ]


def read_words(workspace_id: int, sealed: Sequence[tuple[int, bytes]]) -> list[str]:
    """The words beside each record's number, as `seal_words` sealed them; "" of who was erased."""
    keys = queries.keys_of(workspace_id, {record for record, _ in sealed})
    return [
        sealing.words(keys[record], words) if record in keys else "" for record, words in sealed
    ]


def count(workspace_id: int) -> int:
    """How many customers the workspace has, erased ones apart."""
    return queries.count(workspace_id)


def _kind(name: str) -> Kind:
    if name not in BY_NAME:
        raise Invalid(f"{name!r} is not a kind of identifier", code="unknown_kind", where="kind")
    return BY_NAME[name]


def _of_channel(channel: str) -> Kind:
    if channel not in BY_CHANNEL:
        raise Invalid(f"{channel!r} is not a channel", code="unknown_channel", where="channel")
    return BY_CHANNEL[channel]


def _plain(ids: Sequence[int]) -> list[int]:
    return [int(one) for one in ids]
