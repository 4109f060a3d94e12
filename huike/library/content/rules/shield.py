"""Liquid is taken out before markup is touched, and put back after.

Sanitisers, the MJML compiler and HTML parsers would escape `<`, quotes and `&` inside Liquid. So
each piece is replaced by an inert word that they all leave alone, in text and in attributes.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape

_LIQUID = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_WORD = re.compile(r"xlq(\d+)qlx")


@dataclass
class Shield:
    """Pieces of Liquid by the number of the word that stands for them."""

    pieces: list[str] = field(default_factory=list)

    def cover(self, text: str) -> str:
        """The text with words in place of Liquid."""
        # A text that already holds such a word would be given somebody's Liquid.
        return _LIQUID.sub(lambda found: self.word(found[0]), _WORD.sub("", text))

    def cover_markup(self, markup: str) -> str:
        """The same for HTML, in which editors write the quotes of Liquid as entities."""
        return _LIQUID.sub(lambda found: self.word(unescape(found[0])), _WORD.sub("", markup))

    def word(self, liquid: str) -> str:
        """A word for a piece that the server itself adds."""
        self.pieces.append(liquid)
        return f"xlq{len(self.pieces) - 1}qlx"

    def uncover(self, text: str, change: Callable[[str], str] = str) -> str:
        """The text with its Liquid again, each piece passed through `change`."""
        return _WORD.sub(lambda found: change(self.pieces[int(found[1])]), text)


def covers(text: str) -> bool:
    """Whether the text holds covered Liquid."""
    return _WORD.search(text) is not None
