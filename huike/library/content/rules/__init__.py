"""The rules of content that need no database; other processes may use them alone."""

from huike.library.content.rules.rendering import Refused, Rendered, Source, render, render_many
from huike.library.content.rules.variables import CLICK, PIXEL

__all__ = ["CLICK", "PIXEL", "Refused", "Rendered", "Source", "render", "render_many"]
