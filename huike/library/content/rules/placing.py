"""Which block a fault is of: the page is compiled as one, but an author mends a block."""

from collections.abc import Callable, Sequence

from huike.library.content.rules.document import Block, Columns
from huike.library.content.rules.faults import TemplateFault

_ELSEWHERE = {"subject", "preheader"}
_SIGNS = ("name", "link", "reason")  # what tells two faults of one code apart


def placed(
    fault: TemplateFault, blocks: Sequence[Block], alone: Callable[[Block], None]
) -> TemplateFault:
    """The fault with the first block that shows it `alone`; unchanged where none does."""
    if fault.params.get("part") in _ELSEWHERE or fault.where == "logo":
        return fault
    similar: tuple[int, ...] = ()
    for number, block in enumerate(blocks, 1):
        own = _fault_of(block, alone)
        if own is None or own.code != fault.code:
            continue
        place = (number, *_inside(block, own, alone))
        if all(own.params.get(sign) == fault.params.get(sign) for sign in _SIGNS):
            return _named(fault, place)
        similar = similar or place
    return _named(fault, similar) if similar else fault


def _inside(block: Block, fault: TemplateFault, alone: Callable[[Block], None]) -> tuple[int, ...]:
    """The column and the place in it, where it is one of columns."""
    if isinstance(block, Columns):
        for at, column in enumerate(block.columns, 1):
            for inner, one in enumerate(column.blocks, 1):
                own = _fault_of(one, alone)
                if own is not None and own.code == fault.code:
                    return (at, inner)
    return ()


def _fault_of(block: Block, alone: Callable[[Block], None]) -> TemplateFault | None:
    try:
        alone(block)
    except TemplateFault as own:
        return own
    return None


def _named(fault: TemplateFault, place: tuple[int, ...]) -> TemplateFault:
    names = ("block", "column", "inner")
    where = ", ".join(
        f"{word} {number}"
        for word, number in zip(("block", "column", "block"), place, strict=False)
    )
    params = {**fault.params, **dict(zip(names, place, strict=False))}
    return TemplateFault(fault.detail, code=fault.code, where=where, mend=fault.mend, **params)
