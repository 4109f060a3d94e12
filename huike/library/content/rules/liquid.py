"""Liquid with limits: no files, no includes, bounded loops, output, memory and time.

A template is parsed once per content version and rendered per customer. Its author is a member of
staff, its values come from customers: HTML parts escape every value, and nothing here reaches
Python objects beyond plain data.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from io import StringIO
from typing import Any, TextIO, cast

from liquid import BoundTemplate, Environment, RenderContext
from liquid.ast import Node
from liquid.builtin import content, illegal, output
from liquid.builtin.expressions import FilteredExpression, Path
from liquid.builtin.tags import (
    assign_tag,
    capture_tag,
    case_tag,
    comment_tag,
    cycle_tag,
    for_tag,
    if_tag,
    inline_comment_tag,
    unless_tag,
)
from liquid.exceptions import (
    LiquidError,
    LiquidInterrupt,
    LiquidSyntaxError,
    LoopIterationLimitError,
    OutputStreamLimitError,
    ResourceLimitError,
    UnknownFilterError,
)
from liquid.stringify import to_liquid_string
from liquid.token import Token

from huike.library.content.rules.direct import Elsewhere, Facts, Interpreted, Piece, piece_of
from huike.library.content.rules.faults import TemplateFault
from huike.library.content.rules.filters import Missing, allowed

MOST_SOURCE = 512_000
MOST_OUTPUT = 1_000_000
MOST_STEPS = 10_000
SECONDS = 0.2
_LOOK_EACH = 16
_TAGS: tuple[Any, ...] = (
    content.Literal,
    output.Output,
    illegal.Illegal,
    if_tag.IfTag,
    unless_tag.UnlessTag,
    case_tag.CaseTag,
    for_tag.ForTag,
    for_tag.BreakTag,
    for_tag.ContinueTag,
    assign_tag.AssignTag,
    capture_tag.CaptureTag,
    cycle_tag.CycleTag,
    comment_tag.CommentTag,
    inline_comment_tag.InlineCommentTag,
)


class _TooSlow(ResourceLimitError):
    """The template used up its time."""


class _Output(StringIO):
    """Text being rendered, up to a limit."""

    def __init__(self) -> None:
        super().__init__()
        self.room = MOST_OUTPUT

    def write(self, text: str) -> int:
        """Write, or refuse what would be too much."""
        self.room -= len(text)
        if self.room < 0:
            raise OutputStreamLimitError("the text grows too large", token=None)
        return super().write(text)


class _Context(RenderContext):
    """A rendering with its own allowance of time and loop steps.

    The time is what this thread has computed, not the clock on the wall: on a busy machine a
    harmless template may wait long for its turn.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deadline = 0.0
        self.looks = 0
        self.steps = 0

    def raise_for_loop_limit(self, length: int = 1) -> None:
        """Count the steps of all loops together, nested or one after another."""
        self.steps += length
        if self.steps > MOST_STEPS:
            raise LoopIterationLimitError("its loops take too many steps", token=None)

    def loop(self, namespace: Mapping[str, object], forloop: Any) -> Any:
        """Look at the clock at each step of a loop: between two looks the work is bounded."""
        forloop.it = self._on_time(forloop.it)
        return super().loop(namespace, forloop)

    def get(self, path: list[object], *, token: Token | None, **kwargs: Any) -> object:
        """Look at the clock now and then at values too."""
        self._look()
        return super().get(path, token=token, **kwargs)

    def get_buffer(self, buf: TextIO | None = None) -> StringIO:
        """What `capture` collects is limited like the output itself."""
        return _Output()

    def _on_time(self, items: Iterator[object]) -> Iterator[object]:
        for item in items:
            self._look()
            yield item

    def _look(self) -> None:
        # Asking costs a call of the system, so only each time in sixteen; most templates never do.
        self.looks += 1
        if self.looks % _LOOK_EACH:
            return
        now = time.thread_time()
        if not self.deadline:
            self.deadline = now + SECONDS
        elif now > self.deadline:
            raise _TooSlow("it takes too long", token=None)


class _Template(BoundTemplate):
    context_class = _Context


class _Environment(Environment):
    template_class = _Template
    context_depth_limit = 30
    local_namespace_limit = 2_000_000

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        """Only what is on our lists."""
        for tag in _TAGS:
            self.add_tag(tag)
        self.filters.update(allowed())


_ESCAPING = _Environment(autoescape=True)
_PLAIN = _Environment(autoescape=False)


class Template:
    """One part of a message (subject, HTML, text), parsed and ready to render.

    A message is mostly fixed text with plain values between: these are put together directly, and
    only what is more than that goes through the interpreter.
    """

    def __init__(self, source: str, *, part: str, escapes: bool) -> None:
        if len(source) > MOST_SOURCE:
            raise TemplateFault(
                f"The {part} is longer than {MOST_SOURCE:,} characters",
                code="template_too_large",
                where=part,
            )
        self.part = part
        self._source = source
        self._escapes = escapes
        try:
            self._bound = (_ESCAPING if escapes else _PLAIN).from_string(source)
            self._pieces = self._flattened()
        except (LiquidError, RecursionError) as wrong:
            raise _fault(wrong, part) from wrong

    def bound(self, shared: dict[str, object]) -> "Template":
        """The same template with these values already in their places."""
        twin = copy(self)
        twin._pieces = _merged(
            str(self._text(_value(piece, shared)))
            if isinstance(piece, tuple) and piece[0] in shared
            else piece
            for piece in self._pieces
        )
        return twin

    def render(self, facts: dict[str, object]) -> str:
        """The text for one customer's facts."""
        out = _Output()
        known = Facts(facts, escapes=self._escapes)
        context: _Context | None = None
        try:
            for piece in cast("list[Any]", self._pieces):
                kind = type(piece)  # quicker than isinstance, and there are no others
                if kind is str:
                    _put(out, piece)
                elif kind is tuple:
                    _put(out, self._text(_value(piece, facts)))
                elif (text := _direct(piece, known)) is not None:
                    out.write(text)
                else:
                    context = context or _Context(self._bound, globals=facts)
                    piece.node.render_to_output(context, out)
        except (LiquidError, LiquidInterrupt, RecursionError, TypeError) as wrong:
            # `contains` raises a TypeError of Python's own for some values; one customer's must
            # not keep the mails of all others from being made.
            raise _fault(wrong, self.part) from wrong
        return out.getvalue()

    def _text(self, value: object) -> str:
        if type(value) is str and not self._escapes:
            return value
        return to_liquid_string(value, self._escapes)

    def _flattened(self) -> list["_Piece"]:
        analysis = self._bound.analyze(include_partials=False)
        taken = set(analysis.locals) | _bound_in_blocks(self._bound.nodes)
        return _merged(_piece(node, self._bound, taken) for node in self._bound.nodes)

    def uses(self) -> "Uses":
        """What it asks for from outside: values and filters, with the line of the first use."""
        analysis = self._bound.analyze(include_partials=False)
        values: dict[tuple[str, ...], int] = {}
        for variables in analysis.globals.values():
            for one in variables:
                path = tuple(part if isinstance(part, str) else "*" for part in one.segments)
                values.setdefault(path, self._line_at(one.span.index))
        filters = {name: self._line_at(spans[0].index) for name, spans in analysis.filters.items()}
        return Uses(tuple(sorted(values.items())), tuple(sorted(filters.items())))

    def _line_at(self, index: int) -> int:
        return self._source.count("\n", 0, max(0, index)) + 1


# What is fixed or a plain value needs no watching: its size is known.
_put = StringIO.write
_Piece = str | tuple[str, ...] | Piece
_SPECIAL = {"size", "first", "last"}


def _piece(node: Node, template: BoundTemplate, taken: set[str]) -> _Piece:
    """Fixed text, the path of a plain value from outside, or a piece that may be direct."""
    if isinstance(node, content.ContentNode):
        return node.text
    expression = getattr(node, "expression", None)
    if (
        isinstance(node, output.OutputNode)
        and isinstance(expression, FilteredExpression)
        and not expression.filters
        and isinstance(expression.left, Path)
    ):
        path = expression.left.path
        names = tuple(part for part in path if isinstance(part, str))
        if len(names) == len(path) and names[0] not in taken and not _SPECIAL & set(names):
            return names
    return piece_of(node, template, taken) or Interpreted(node)


def _direct(piece: Piece, facts: Facts) -> str | None:
    """The piece's text; None where the interpreter has to tell it, or what is wrong with it."""
    try:
        return piece.text(facts)
    except (Elsewhere, LiquidError, TypeError):
        return None


def _bound_in_blocks(nodes: Iterable[Node]) -> set[str]:
    context = RenderContext(BoundTemplate(_PLAIN, []))
    found: set[str] = set()
    for node in nodes:
        found |= {str(name) for name in node.block_scope()}
        found |= _bound_in_blocks(node.children(context, include_partials=False))
    return found


def _merged(pieces: Iterable[_Piece]) -> list[_Piece]:
    """Neighbouring texts become one."""
    made: list[_Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and made and isinstance(made[-1], str):
            made[-1] += piece
        else:
            made.append(piece)
    return made


def _value(path: tuple[str, ...], facts: dict[str, object]) -> object:
    value: object = facts
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


@dataclass(frozen=True)
class Uses:
    """Values (as paths) and filters of a template, each with a line."""

    values: tuple[tuple[tuple[str, ...], int], ...]
    filters: tuple[tuple[str, int], ...]


def _fault(wrong: BaseException, part: str) -> TemplateFault:
    if isinstance(wrong, Missing):
        code = "value_missing"
    elif isinstance(wrong, ResourceLimitError | RecursionError):
        code = "template_limit"
    elif isinstance(wrong, UnknownFilterError):
        code = "unknown_filter"
    elif isinstance(wrong, LiquidSyntaxError):
        code = "liquid_syntax"
    else:
        code = "template_error"
    said = getattr(wrong, "message", "") or "it is nested too deeply"
    if isinstance(wrong, TypeError):
        said = "its values do not fit together"
    line = _line(wrong)
    return TemplateFault(
        f"The {part} cannot be rendered: {said}",
        code=code,
        where=f"{part}, line {line}" if line else part,
        mend=_MENDS.get(code, ""),
        part=part,
        line=line,
        reason=str(said),
    )


def _line(wrong: BaseException) -> int | None:
    token = getattr(wrong, "token", None)
    if token is None or not isinstance(token.source, str):
        return None
    return int(token.source.count("\n", 0, max(0, token.start_index)) + 1)


_MENDS = {
    "value_missing": "Give a default: {{ customer.name | default: '您' }}",
    "template_limit": "Shorten the loops and the text",
    "unknown_filter": "Choose a filter from the list in the editor",
    "liquid_syntax": "Check the braces and quotes of the Liquid there",
}
