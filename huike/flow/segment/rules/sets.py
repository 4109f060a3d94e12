"""Sets of customers and their algebra, written as bitmaps of the engine.

A condition is a set, or everybody but a set. "Everybody" is put in once, at the very end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

EMPTY = "bitmapBuild(emptyArrayUInt32())"
MERGED = "merged"  # a pair of arrays: ids that were merged away, and whose they are now
WITHIN = "within"  # those of whom alone the second step asks, as a set
IS_FEW = "is_few"  # whether looking each row's customer up among them is worth it
THEIRS = "theirs"  # such a pair for them alone, and the set of the ids their rows stand under
FEW = 250_000
# Not a constant for the planner, which would write all the ids into the plan.
_THEIR_IDS = f"SELECT arrayJoin(bitmapToArray(materialize(if({IS_FEW}, {THEIRS}.3, {EMPTY}))))"
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
        where = f" WHERE {' AND '.join(self.conditions)}" if self.conditions else ""
        found = f"FROM {self.source}{where}"
        return f"SELECT groupBitmapState(customer_id) AS found {found}"


@dataclass(frozen=True)
class Groups:
    """The customers whose rows, taken together, pass."""

    source: str
    conditions: tuple[str, ...]
    having: str
    is_old: bool = False
    is_within: bool = False

    def sql(self) -> str:
        """The set as one row with one bitmap."""
        whose, pairs, conditions = "customer_id", MERGED, self.conditions
        if self.is_within:
            pairs = THEIRS
            conditions = (*conditions, f"(NOT {IS_FEW} OR customer_id IN ({_THEIR_IDS}))")
        if self.is_old:
            whose = f"transform({whose}, {pairs}.1, {pairs}.2, {whose})"
        return (
            f"SELECT groupBitmapState(whose) AS found FROM (SELECT {whose} AS whose"  # noqa: S608
            f" FROM {self.source} WHERE {' AND '.join(conditions)}"
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


Leaf = Rows | Groups | Stored  # what is asked of tables
Node = Leaf | Joined | None  # None is nobody


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


def in_steps(found: Set) -> tuple[Set, Set] | None:
    """The set as two of which it is the intersection, if that spares work.

    The first asks for no groups; the second is right for those in the first, and only for them.
    """
    quick, slow = (
        [_within(part) for part in _conditions(found) if _has_groups(part.node) == is_slow]
        for is_slow in (False, True)
    )
    return (every(quick), every(slow)) if quick and slow else None


def _conditions(found: Set) -> list[Set]:
    """Sets of which this one is the intersection."""
    match found:
        case Set(node, True):
            return [Set(one, is_complement=True) for one in _flat("Or", node)]
        case Set(Joined("And", parts)):
            return [one for part in parts for one in _conditions(Set(part))]
        case Set(Joined("Andnot", (whole, part))):
            return [*_conditions(Set(whole)), *_conditions(Set(part, is_complement=True))]
    return [found]


def _has_groups(node: Node) -> bool:
    if isinstance(node, Joined):
        return any(_has_groups(part) for part in node.parts)
    return isinstance(node, Groups)


def _within(found: Set) -> Set:
    return replace(found, node=_groups_within(found.node))


def _groups_within(node: Node) -> Node:
    match node:
        case Joined(parts=parts):
            return replace(node, parts=tuple(_groups_within(part) for part in parts))
        case Groups():
            return replace(node, is_within=True)
    return node


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
    """Names for the sets that are asked of tables: the same one is asked once.

    What is asked of some people only is asked after all the others.
    """

    def __init__(self, merges: str, theirs: str) -> None:
        self._merges = merges
        self._theirs = theirs
        self._first: dict[Leaf, str] = {}
        self._second: dict[Leaf, str] = {}

    def text(self, node: Node) -> str:
        """The set as an expression over the named leaves."""
        if node is None:
            return EMPTY
        if isinstance(node, Joined):
            text = self.text(node.parts[0])
            for part in node.parts[1:]:
                text = f"bitmap{node.how}({text}, {self.text(part)})"
            return text
        if isinstance(node, Groups) and node.is_within:
            return _name("t", self._second, node)
        return _name("s", self._first, node)

    def of(self, whole: str, found: Set) -> str:
        """Those of a whole who are in the set."""
        how = "Andnot" if found.is_complement else "And"
        return f"bitmap{how}({whole}, {self.text(found.node)})"

    def with_clause(self, within: str = "") -> str:
        """The leaves as named tuples: those of a tuple are made side by side."""
        named = self._tuples("s", self._first)
        if any(isinstance(leaf, Groups) and leaf.is_old for leaf in self._first):
            named.insert(0, f"{self._merges} AS {MERGED}")
        if within:
            named.append(f"(SELECT {within}) AS {WITHIN}")
            named.append(f"(SELECT bitmapCardinality({WITHIN}) <= {FEW}) AS {IS_FEW}")
            named.append(f"{self._theirs} AS {THEIRS}")
            named += self._tuples("t", self._second)
        return "WITH\n  " + ",\n  ".join(named) + "\n" if named else ""

    def _tuples(self, letter: str, names: Iterable[Leaf]) -> list[str]:
        leaves = list(names)
        return [
            f"{_side_by_side(leaves[at : at + _AT_ONCE], self._merges)} AS {letter}{n}"
            for n, at in enumerate(range(0, len(leaves), _AT_ONCE))
        ]


def _name(letter: str, names: dict[Leaf, str], leaf: Leaf) -> str:
    batch, place = divmod(len(names), _AT_ONCE)
    return names.setdefault(leaf, f"{letter}{batch}.{place + 1}")


def _side_by_side(leaves: Sequence[Leaf], merges: str) -> str:
    found = [f"anyIf(found, n = {n})" for n in range(len(leaves))]
    asked = "\n    UNION ALL ".join(
        leaf.sql().replace("SELECT ", f"SELECT {n} AS n, ", 1) for n, leaf in enumerate(leaves)
    )
    source = f"(\n    {asked})"
    old = [n for n, leaf in enumerate(leaves) if isinstance(leaf, Rows) and leaf.is_old]
    if old:
        # Merged people are few: they change places in the finished set, not row by row. As data,
        # not as constants, which the planner would write into the plan of each set.
        source += f" AS sets CROSS JOIN {merges} AS merges"
        for n in old:
            found[n] = f"bitmapTransform({found[n]}, any(pair).1, any(pair).2)"
    return f"(SELECT tuple({', '.join(found)}) FROM {source})"  # noqa: S608 - ours alone
