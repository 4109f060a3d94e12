"""Was it a person? Scanners open every link before the reader does. Pure.

Heuristics, and said to be: they look at the program's name, at the moment, and at how many links of
one message are opened at once. What a scanner did is kept, but counted nowhere.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

_SCANNERS = re.compile(
    r"bot\b|crawl|spider|scan|preview|fetch|monitor|probe|validator|barracuda|proofpoint|mimecast"
    r"|safelinks|symantec|trendmicro|fortinet|sophos|python|curl|wget|java/|go-http|okhttp|headless",
    re.IGNORECASE,
)
# Google and Yahoo fetch pictures when the reader opens the mail: these are readers.
_READERS = re.compile(r"GoogleImageProxy|YahooMailProxy", re.IGNORECASE)
_TOO_QUICK = timedelta(seconds=2)
_MANY_LINKS = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """One open or click as it arrived."""

    workspace_id: int
    message_id: int
    kind: str  # opened, clicked
    link: int
    agent: str
    at: datetime


def is_machine(seen: Seen, handed_at: datetime | None) -> bool:
    """Whether this looks like a program that reads mail before people do."""
    if not seen.agent or (_SCANNERS.search(seen.agent) and not _READERS.search(seen.agent)):
        return True
    return handed_at is not None and seen.at - handed_at < _TOO_QUICK


def bursts(batch: Iterable[Seen]) -> set[int]:
    """Messages of which several different links were opened at the same moment."""
    links: dict[int, set[int]] = defaultdict(set)
    for seen in batch:
        if seen.kind == "clicked":
            links[seen.message_id].add(seen.link)
    return {message for message, some in links.items() if len(some) >= _MANY_LINKS}


def language(accepted: str) -> str:
    """`zh` or `en`, by what the reader's program accepts; Chinese where it says nothing."""
    for part in _by_weight(accepted):
        if part.startswith("zh"):
            return "zh"
        if part.startswith("en"):
            return "en"
    return "en" if accepted.strip() else "zh"


def _by_weight(accepted: str) -> Sequence[str]:
    weighted = []
    for part in accepted.lower().split(",")[:20]:
        name, _, weight = part.strip().partition(";q=")
        try:
            weighted.append((-float(weight or 1), name))
        except ValueError:
            continue
    return [name for _, name in sorted(weighted, key=lambda one: one[0])]
