"""Sets of customers and their algebra, written as bitmaps of the engine.

A condition is a set, or everybody but a set. "Everybody" is put in once, at the very end.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

EMPTY = "bitmapBuild(emptyArrayUInt32())"
MERGED = "merged"  # a pair of arrays: ids that were merged away, and whose they are now
_AT_ONCE = 8  # sets that the engine makes side by side; more would want their memory at once


@dataclass(frozen=True)
class Rows:
    """The customers of the rows of a table that pass; `is_single`: one row a customer.

    `is_old`: rows may stand under ids of people who turned out to be somebody else.
    """

    source: str
    conditions: tuple[str, ...]
    is_single: bool = False
    is_old: bool = False

    def sql(self) -> str:
        """The set as one row with one bitmap."""
        found = "groupBitmapState(customer_id)"
        if self.is_old:
            # Merged people are few: they change places in the finished set, not row by row.
            found = f"bitmapTransform({found}, {MERGED}.1, {MERGED}.2)"
        where = f" WHERE {' AND '.join(self.conditions)}" if self.conditions else ""
        return f"SELECT {found} AS found FROM {self.source}{where}"  # noqa: S608


@dataclass(frozen=True)
class Groups:
    """The customers whose rows, taken together, pass."""

    source: str
    conditions: tuple[str, ...]
    having: str
    is_old: bool = False

    def sql(self) -> str:
        """The set as one row with one bitmap."""
        whose = "customer_id"
        if self.is_old:
            whose = f"transform({whose}, {MERGED}.1, {MERGED}.2, {whose})"
        return (
            f"SELECT groupBitmapState(whose) AS found FROM (SELECT {whose} AS whose"  # noqa: S608
            f" FROM {self.source} WHERE {' AND '.join(self.conditions)}"
            f" GROUP BY whose HAVING {self.having})"
        )


@dataclass(frozen=True)
class Stored:
    """A set that is a bitmap already."""

    text: str

    def sql(self) -> str:
        """The set as one row with one bitmap."""
        return self.text


@dataclass(frozen=True)
class Joined:
    """Two or more sets together; `minus` takes the others from the first."""

    how: Literal["And", "Or", "Andnot"]
    parts: tuple["Node", ...]


Node = Rows | Groups | Stored | Joined | None  # None is nobody


@dataclass(frozen=True)
class Set:
    """A set, or everybody but it."""

    node: Node
    is_complement: bool = False

    def turned(self) -> "Set":
        """Everybody else."""
        return Set(self.node, not self.is_complement)


def every(sets: Sequence[Set]) -> Set:
    """Those in all of the sets; of no sets, everybody."""
    inside = [one.node for one in sets if not one.is_complement]
    outside = [one.node for one in sets if one.is_complement]
    if not inside:
        return Set(_join("Or", outside), is_complement=True)
    return Set(_without(_join("And", inside), _join("Or", outside)))


def some(sets: Sequence[Set]) -> Set:
    """Those in at least one of the sets."""
    return every([one.turned() for one in sets]).turned()


def minus(whole: Node, part: Node) -> Node:
    """The first set without the second."""
    return _without(whole, part)


def _without(whole: Node, part: Node) -> Node:
    if whole is None or part is None:
        return whole
    return Joined("Andnot", (whole, part))


def _join(how: Literal["And", "Or"], nodes: Sequence[Node]) -> Node:
    if how == "And" and None in nodes:
        return None
    fused = _fuse(how, [part for node in nodes for part in _flat(how, node)])
    if len(fused) < 2:
        return fused[0] if fused else None
    return Joined(how, tuple(fused))


def _flat(how: Literal["And", "Or"], node: Node) -> tuple[Node, ...]:
    if node is None:
        return ()
    return node.parts if isinstance(node, Joined) and node.how == how else (node,)


def _fuse(how: Literal["And", "Or"], nodes: Sequence[Node]) -> list[Node]:
    """Ask a table once where one question will do, in the place of the first."""
    fused: list[Node] = []
    places: dict[object, int] = {}
    for node in dict.fromkeys(nodes):
        key = _shared(node)
        at = places.setdefault(key, len(fused)) if key else len(fused)
        if at == len(fused):
            fused.append(node)
        else:
            fused[at] = _one_of(how, fused[at], node)
    return fused


def _shared(node: Node) -> object:
    """What two sets must have in common to be asked together: rows of one a customer, or groups."""
    match node:
        case Rows(source, _, True):
            return source
        case Rows(source, conditions, False) | Groups(source, conditions):
            return source, conditions
    return None


def _one_of(how: Literal["And", "Or"], one: Node, other: Node) -> Node:
    match one, other:
        case Rows(source, mine, True), Rows(_, theirs, _):
            return Rows(source, _both(how, mine, theirs), True)
        case Groups(having=mine) as one, Groups(having=theirs):
            return replace(one, having=f"({mine}) {how.upper()} ({theirs})")
        case (Rows() as rows, Groups() as groups) | (Groups() as groups, Rows() as rows):
            # Whoever passes as a group has such a row.
            return groups if how == "And" else rows
    return one


def _both(
    how: Literal["And", "Or"], one: tuple[str, ...], other: tuple[str, ...]
) -> tuple[str, ...]:
    if how == "And":
        return tuple(dict.fromkeys(one + other))
    shared = tuple(condition for condition in one if condition in other)
    apart = [[c for c in conditions if c not in shared] for conditions in (one, other)]
    if not all(apart):
        return shared
    return (*shared, "({} OR {})".format(*(f"({' AND '.join(c)})" for c in apart)))


class Leaves:
    """Names for the sets that are asked of tables: the same one is asked once."""

    def __init__(self, merges: str) -> None:
        self._merges = merges
        self._names: dict[str, str] = {}

    def text(self, node: Node) -> str:
        """The set as an expression over the named leaves."""
        if node is None:
            return EMPTY
        if not isinstance(node, Joined):
            batch, place = divmod(len(self._names), _AT_ONCE)
            return self._names.setdefault(node.sql(), f"s{batch}.{place + 1}")
        text = self.text(node.parts[0])
        for part in node.parts[1:]:
            text = f"bitmap{node.how}({text}, {self.text(part)})"
        return text

    def __iter__(self) -> Iterator[str]:
        """The questions, in the order of their names."""
        return iter(self._names)

    def with_clause(self) -> str:
        """The leaves as named tuples: those of a tuple are made side by side."""
        leaves = list(self._names)
        named = [
            f"{_side_by_side(leaves[at : at + _AT_ONCE])} AS s{at // _AT_ONCE}"
            for at in range(0, len(leaves), _AT_ONCE)
        ]
        if any(f"{MERGED}." in leaf for leaf in leaves):
            named.insert(0, f"{self._merges} AS {MERGED}")
        return "WITH\n  " + ",\n  ".join(named) + "\n" if named else ""


def _side_by_side(leaves: Sequence[str]) -> str:
    if len(leaves) == 1:
        return f"(SELECT tuple(found) FROM ({leaves[0]}))"  # noqa: S608 - ours alone
    asked = "\n    UNION ALL ".join(
        leaf.replace("SELECT ", f"SELECT {n} AS n, ", 1) for n, leaf in enumerate(leaves)
    )
    found = ", ".join(f"anyIf(found, n = {n})" for n in range(len(leaves)))
    return f"(SELECT tuple({found}) FROM (\n    {asked}))"  # noqa: S608 - ours alone
