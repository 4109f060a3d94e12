"""Who the buyers are is for a later stage to say: it is plugged in here by entry/wiring.py."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import polars as pl

from huike.flow.ingest.rules.orders import PEOPLE


@dataclass(frozen=True)
class People:
    """Distinct people as parallel lists; None where a row does not say."""

    shop_id: int
    user_id: Sequence[str | None]
    email: Sequence[str | None]
    phone: Sequence[str | None]
    name: Sequence[str | None]
    attributes: Sequence[dict[str, Any] | None] = field(default_factory=tuple)
    source: str = ""
    said_at: Sequence[int | None] = ()  # microseconds since 1970
    # When they did something themselves: who was erased before that is somebody again.
    acted_at: Sequence[int | None] = ()


# Customer ids in the order of the people; 0 for those that cannot be known by what is given.
Resolve = Callable[[int, People], "np.ndarray[Any, Any]"]
# The numbers of visitors, by the names that browsers and apps gave them.
Visit = Callable[[int, Sequence[str | None]], "np.ndarray[Any, Any]"]
# The keyed hashes of a channel's addresses; None for what is none.
Hash = Callable[[int, str, Sequence[str]], list[bytes | None]]
# Whose addresses these are, of those that are anybody's.
Own = Callable[[int, str, Sequence[bytes]], dict[bytes, int]]
# Who is known at these shops (none: at any) by identifiers: their kind and texts.
Known = Callable[[int, Sequence[int], str, Sequence[str]], list[int]]
# In whose name a text stands.
Named = Callable[[int, str], list[int]]
# Visitors, the customers they turned out to be, and when they said so.
Join = Callable[[int, Sequence[tuple[str, int, datetime]]], int]
# Accounts of a shop that were others before (before, after), and who says so.
Alias = Callable[[int, int, Sequence[tuple[str, str]], str], int]
# Numbers that one app of a platform gave this shop and the others; and that it did not.
Share = Callable[[int, int, Sequence[int], Sequence[str], str], int]
Unshare = Callable[[int, int], None]
# Words sealed under the keys of these records; None of whom there is no key.
Seal = Callable[[int, Sequence[tuple[int, str]]], list[bytes | None]]
# The words again; "" of who was erased.
Unseal = Callable[[int, Sequence[tuple[int, bytes]]], list[str]]


@dataclass(frozen=True)
class Knowing:
    """Who knows people: a later stage."""

    resolve: Resolve
    visit: Visit
    join: Join
    alias: Alias
    share: Share
    unshare: Unshare
    hashes: Hash
    owners: Own
    seal: Seal
    unseal: Unseal
    known: Known
    named: Named


_knowing: list[Knowing] = []


def are_known_by(knowing: Knowing) -> None:
    """Say who finds or creates the customers, and who knows visitors."""
    _knowing[:] = [knowing]


def resolve(workspace_id: int, people: People) -> "np.ndarray[Any, Any]":
    """The customer ids of these people."""
    return _whom_to_ask().resolve(workspace_id, people)


def visit(workspace_id: int, names: Sequence[str | None]) -> "np.ndarray[Any, Any]":
    """The numbers of these visitors; 0 where there is no name."""
    return _whom_to_ask().visit(workspace_id, names)


def join(workspace_id: int, told: Sequence[tuple[str, int, datetime]]) -> int:
    """These visitors were these customers then, unless they had been somebody before."""
    return _whom_to_ask().join(workspace_id, told) if told else 0


def alias(workspace_id: int, shop_id: int, told: Sequence[tuple[str, str]], source: str) -> int:
    """These accounts of a shop were others before, which may be nobody's yet."""
    return _whom_to_ask().alias(workspace_id, shop_id, told, source) if told else 0


def share(
    workspace_id: int, shop_id: int, others: Sequence[int], user_ids: Sequence[str], source: str
) -> int:
    """One app of a platform gave this shop and the others these buyers' numbers."""
    if not (others and user_ids):
        return 0
    return _whom_to_ask().share(workspace_id, shop_id, others, user_ids, source)


def unshare(workspace_id: int, shop_id: int) -> None:
    """The shop's numbers of buyers are its own again."""
    _whom_to_ask().unshare(workspace_id, shop_id)


def hashes(workspace_id: int, channel: str, addresses: Sequence[str]) -> list[bytes | None]:
    """The keyed hashes under which the house knows addresses; None for what is none."""
    return _whom_to_ask().hashes(workspace_id, channel, addresses)


def seal(workspace_id: int, words: Sequence[tuple[int, str]]) -> list[bytes | None]:
    """Each person's words under that person's key."""
    return _whom_to_ask().seal(workspace_id, words) if words else []


def unseal(workspace_id: int, sealed: Sequence[tuple[int, bytes]]) -> list[str]:
    """What `seal` has sealed."""
    return _whom_to_ask().unseal(workspace_id, sealed) if sealed else []


def known_at(
    workspace_id: int, shop_ids: Sequence[int], kind: str, values: Sequence[str]
) -> list[int]:
    """Who is known by these identifiers, at these shops if shops give them out; nobody is made.

    No shops: at any.
    """
    return _whom_to_ask().known(workspace_id, shop_ids, kind, values)


def named(workspace_id: int, text: str) -> list[int]:
    """The customers in whose name this text stands."""
    return _whom_to_ask().named(workspace_id, text)


def owners(workspace_id: int, channel: str, addresses: Sequence[str]) -> set[int]:
    """Whose these addresses are, of those that are anybody's; nobody is made."""
    keys = [one for one in hashes(workspace_id, channel, addresses) if one is not None]
    return set(_whom_to_ask().owners(workspace_id, channel, keys).values()) if keys else set()


def are_known(
    workspace_id: int, emails: Sequence[str | None], phones: Sequence[str | None]
) -> list[bool]:
    """Whether each of these people is known by an address already; nobody is made."""
    told = [False] * len(emails)
    for channel, addresses in (("email", emails), ("sms", phones)):
        keys = hashes(workspace_id, channel, [one or "" for one in addresses])
        there = [one for one in keys if one is not None]
        owners = _whom_to_ask().owners(workspace_id, channel, there) if there else {}
        told = [was or key in owners for was, key in zip(told, keys, strict=True)]
    return told


def _whom_to_ask() -> Knowing:
    if not _knowing:
        raise RuntimeError("nobody knows people: entry/wiring.py must call are_known_by")
    return _knowing[0]


class Directory:
    """Customer ids of the people of one file: each distinct person is asked for once."""

    def __init__(self, workspace_id: int, shop_id: int, source: str) -> None:
        self._workspace_id = workspace_id
        self._shop_id = shop_id
        self._source = source
        self._known = pl.DataFrame(
            schema={**dict.fromkeys(PEOPLE, pl.String), "customer_id": pl.UInt32}
        )

    def ids(self, rows: pl.DataFrame) -> pl.Series:
        """The customer id of each row; 0 where nobody is named."""
        people = rows.select(PEOPLE)
        distinct = people.unique(maintain_order=True).filter(
            pl.any_horizontal(pl.col("user_id", "email", "phone").is_not_null())
        )
        fresh = distinct.join(self._known, on=list(PEOPLE), how="anti", nulls_equal=True)
        if fresh.height:
            self._known = pl.concat([self._known, self._asked(fresh)])
        found = people.join(
            self._known, on=list(PEOPLE), how="left", nulls_equal=True, maintain_order="left"
        )
        return found["customer_id"].fill_null(0)

    def _asked(self, fresh: pl.DataFrame) -> pl.DataFrame:
        people = People(
            shop_id=self._shop_id,
            source=self._source,
            **{name: fresh[name].to_list() for name in PEOPLE},
        )
        ids = resolve(self._workspace_id, people)
        return fresh.with_columns(customer_id=pl.Series(np.asarray(ids, dtype=np.uint32)))
