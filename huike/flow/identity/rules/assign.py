"""Who is who: people with identifiers against the customers these are known of. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from huike.flow.identity.rules.keys import Key


@dataclass
class Assignment:
    """Which customer each person is; a negative number -n is the n-th new customer."""

    customers: list[int]
    new: int = 0
    attached: dict[Key, int] = field(default_factory=dict)
    matches: set[tuple[int, int, Key]] = field(default_factory=set)  # taken, other, by which key


def assign(people: Sequence[Sequence[Key]], owners: Mapping[Key, int]) -> Assignment:
    """One person after the other: the first known key decides, unknown ones join it.

    The keys of each stand in the order they are believed, which matters only where there are
    matches. A key that leads to somebody else is a match of two records, and changes nothing here.
    A person without a key is nobody (0).
    """
    found = Assignment([])
    attached = found.attached
    for keys in people:
        chosen = 0
        missing: list[Key] = []
        for key in keys:
            owner = owners.get(key) or attached.get(key)
            if owner is None:
                missing.append(key)
            elif chosen == 0:
                chosen = owner
            elif owner != chosen:
                found.matches.add((chosen, owner, key))
        if chosen == 0 and missing:
            found.new += 1
            chosen = -found.new
        for key in missing:
            attached[key] = chosen
        found.customers.append(chosen)
    return found
