"""Which segments a rule names, and in which order segments can be evaluated. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from huike.flow.segment.rules import language as lang

Uses = Mapping[int, Iterable[int]]  # segment -> the segments that its rule names


def named(rule: lang.Rule, path: str = "") -> Iterator[tuple[str, int]]:
    """Each segment that the rule names, with its place in the rule."""
    if isinstance(rule, lang.MemberOf):
        yield f"{path}segment_id", rule.segment_id
    for place, part in _parts(rule, path):
        yield from named(part, place)


def shops(rule: lang.Rule, path: str = "") -> Iterator[tuple[str, int]]:
    """Each shop that the rule names, with its place in the rule."""
    if isinstance(rule, (lang.ShopOf, lang.OrdersAre)):
        for n, shop_id in enumerate(rule.shops or ()):
            yield f"{path}shops[{n}]", shop_id
    for place, part in _parts(rule, path):
        yield from shops(part, place)


def traits(rule: lang.Rule) -> Iterator[str]:
    """Each trait that the rule names."""
    if isinstance(rule, lang.TraitIs):
        yield rule.name
    for _, part in _parts(rule, ""):
        yield from traits(part)


def circle(start: int, uses: Uses) -> list[int]:
    """A way from the segment back to itself, or nothing."""
    came_from: dict[int, int] = {}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        for there in uses.get(here, ()):
            if there == start:
                return _way(start, here, came_from)
            if there not in came_from:
                came_from[there] = here
                waiting.append(there)
    return []


def closure(start: Iterable[int], uses: Uses) -> set[int]:
    """The segments and all that they rest on."""
    found: set[int] = set()
    waiting = list(start)
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting.extend(uses.get(here, ()))
    return found


def levels(segments: Iterable[int], uses: Uses) -> list[list[int]]:
    """The segments in steps: each rests only on those of earlier steps."""
    left = set(segments)
    steps: list[list[int]] = []
    while left:
        ready = sorted(one for one in left if left.isdisjoint(uses.get(one, ())))
        if not ready:  # a circle that was made behind our back: any order is as good
            ready = sorted(left)
        steps.append(ready)
        left -= set(ready)
    return steps


def _way(start: int, end: int, came_from: Mapping[int, int]) -> list[int]:
    way = [start]
    here = end
    while here != start:
        way.insert(1, here)
        here = came_from[here]
    return [*way, start]


def _parts(rule: Any, path: str) -> Iterator[tuple[str, lang.Rule]]:
    if isinstance(rule, (lang.AllOf, lang.AnyOf)):
        for n, part in enumerate(rule.rules):
            yield f"{path}rules[{n}].", part
    elif isinstance(rule, lang.Not):
        yield f"{path}rule.", rule.rule
