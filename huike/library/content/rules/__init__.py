"""The rules of content that need no database; other processes may use them alone."""

from huike.library.content.rules.rendering import Refused, Rendered, Source, render, render_many

__all__ = ["Refused", "Rendered", "Source", "render", "render_many"]
