"""Two ways in which the same records are people, held against each other. Pure."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

Survivors = Mapping[int, int]  # of each record, under whose number it is shown


@dataclass
class Compared:
    """Who becomes one, who comes apart, by the numbers of the records that are shown."""

    joined: dict[int, list[int]] = field(default_factory=dict)  # then: the people of now in it
    parted: dict[int, list[int]] = field(default_factory=dict)  # now: the people that it becomes
    moved: int = 0  # records that are shown under another number


def compare(now: Survivors, then: Survivors) -> Compared:
    """The differences between two groupings of the same records."""
    into: dict[int, set[int]] = defaultdict(set)
    out_of: dict[int, set[int]] = defaultdict(set)
    for record, before in now.items():
        into[then[record]].add(before)
        out_of[before].add(then[record])
    return Compared(
        joined={one: sorted(parts) for one, parts in sorted(into.items()) if len(parts) > 1},
        parted={one: sorted(parts) for one, parts in sorted(out_of.items()) if len(parts) > 1},
        moved=sum(then[record] != before for record, before in now.items()),
    )
