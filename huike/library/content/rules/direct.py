"""Plain outputs and conditions of a template, put together without the interpreter.

`{{ customer.name | default: '您' }}` or `{% if customer.orders > 3 %}…` need no scopes and no
buffer, which cost more than the work itself. Liquid's own expressions and filters still compute
them, on values that are plainly there; for anything else (a value that is missing, a fault)
`Elsewhere` or the fault is raised, and the interpreter renders that piece as if nobody had tried.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from liquid import BoundTemplate, RenderContext
from liquid.ast import BlockNode, Node
from liquid.builtin import content, output
from liquid.builtin.expressions import FilteredExpression, Path
from liquid.builtin.tags import if_tag
from liquid.expression import Expression
from liquid.stringify import to_liquid_string

# Their work is small whatever they are given: what can be slow stays under the clock's eye.
_QUICK = frozenset({"default", "require", "money", "date"})


class Elsewhere(Exception):
    """Only the interpreter can tell."""


class Facts:
    """What expressions ask of a rendering: values by path, and how text is escaped."""

    __slots__ = ("_values", "autoescape")

    def __init__(self, values: Mapping[str, object], *, escapes: bool) -> None:
        self._values = values
        self.autoescape = escapes

    def get(self, path: Sequence[object], **_: object) -> object:
        """The value at this path."""
        value: Any = self._values
        for name in path:
            # Only names in plain mappings: whatever else Liquid knows, it does itself.
            if type(value) is not dict or type(name) is not str or name not in value:
                raise Elsewhere
            value = value[name]
        return value


class Piece(Protocol):
    """A part of a template that can be rendered directly."""

    node: Node  # the same for the interpreter

    def text(self, facts: Facts) -> str:
        """Its text; anything raised means that the interpreter has to do it."""


class Interpreted:
    """What only the interpreter can render."""

    def __init__(self, node: Node) -> None:
        self.node = node

    def text(self, facts: Facts) -> str:
        """Never tells."""
        raise Elsewhere


class _Fixed:
    def __init__(self, node: content.ContentNode) -> None:
        self.node: Node = node
        self._text = node.text

    def text(self, facts: Facts) -> str:
        return self._text


class _Value:
    def __init__(self, node: Node, path: list[object], calls: Sequence["_Call"]) -> None:
        self.node = node
        self._path = path
        self._calls = calls

    def text(self, facts: Facts) -> str:
        value = facts.get(self._path)
        for function, arguments, named in self._calls:
            value = (
                function(value, *arguments)
                if named is None
                else function(value, *arguments, **{named: facts})
            )
        return to_liquid_string(value, facts.autoescape)


_Call = tuple[Callable[..., Any], Sequence[object], str | None]


class _Choice:
    def __init__(
        self, node: Node, cases: Sequence[tuple[Expression, list[Piece]]], otherwise: list[Piece]
    ) -> None:
        self.node = node
        self._cases = cases
        self._otherwise = otherwise

    def text(self, facts: Facts) -> str:
        context: Any = facts
        for condition, pieces in self._cases:
            if condition.evaluate(context):
                return "".join([one.text(facts) for one in pieces])
        return "".join([one.text(facts) for one in self._otherwise])


def piece_of(node: Node, template: BoundTemplate, taken: set[str]) -> Piece | None:
    """The node as a direct piece, where it is one; `taken` are names that the template sets."""
    if isinstance(node, content.ContentNode):
        return _Fixed(node)
    if isinstance(node, output.OutputNode):
        return _output(node, template, taken)
    if isinstance(node, if_tag.IfNode):
        return _choice(node, template, taken)
    return None


def _output(node: output.OutputNode, template: BoundTemplate, taken: set[str]) -> Piece | None:
    expression = node.expression
    if type(expression) is not FilteredExpression or not _is_outside(expression, taken):
        return None
    if not isinstance(expression.left, Path):
        return None
    context = RenderContext(template)
    calls: list[_Call] = []
    for one in expression.filters or ():
        if one.name not in _QUICK or any(_paths(given.value) for given in one.args):
            return None
        given = [argument.evaluate(context) for argument in one.args]
        if any(name for name, _ in given):
            return None
        function = template.env.filters[one.name]
        named = "context" if getattr(function, "with_context", False) else None
        calls.append((function, [value for _, value in given], named))
    return _Value(node, list(expression.left.path), calls)


def _choice(node: if_tag.IfNode, template: BoundTemplate, taken: set[str]) -> Piece | None:
    cases = [(node.condition, node.consequence)]
    cases += [(one.expression, one.block) for one in node.alternatives]
    if not all(_is_outside(condition, taken) for condition, _ in cases):
        return None
    made = [(condition, _block(block, template, taken)) for condition, block in cases]
    otherwise = _block(node.default, template, taken)
    if otherwise is None:
        return None
    kept = [(condition, pieces) for condition, pieces in made if pieces is not None]
    return _Choice(node, kept, otherwise) if len(kept) == len(made) else None


def _block(block: BlockNode | None, template: BoundTemplate, taken: set[str]) -> list[Piece] | None:
    if block is None or (block.blank and template.env.suppress_blank_control_flow_blocks):
        return []
    pieces = [piece_of(node, template, taken) for node in block.nodes]
    kept = [one for one in pieces if one is not None]
    return kept if len(kept) == len(pieces) else None


def _is_outside(expression: Expression, taken: set[str]) -> bool:
    """Whether every value it names comes from outside the template."""
    return all(isinstance(one.path[0], str) and one.path[0] not in taken
               for one in _paths(expression))  # fmt: skip


def _paths(expression: Expression) -> list[Path]:
    inner = [path for one in expression.children() for path in _paths(one)]
    return [expression, *inner] if isinstance(expression, Path) else inner
