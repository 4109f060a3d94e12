"""The door of content: compiled versions, their rendering, the brand."""

from huike.library.content.actions import compile_for
from huike.library.content.queries import VersionInfo, brand, latest, link, names, titles, version
from huike.library.content.rules.compiling import Compiled
from huike.library.content.rules.document import Blocks, Brand, Document, Mjml
from huike.library.content.rules.faults import TemplateFault
from huike.library.content.rules.rendering import (
    Refused,
    Rendered,
    Source,
    named,
    render,
    render_many,
)
from huike.library.content.rules.variables import CLICK, PIXEL, sample_facts

__all__ = [
    "CLICK",
    "PIXEL",
    "Blocks",
    "Brand",
    "Compiled",
    "Document",
    "Mjml",
    "Refused",
    "Rendered",
    "Source",
    "TemplateFault",
    "VersionInfo",
    "brand",
    "compile_for",
    "latest",
    "link",
    "named",
    "names",
    "render",
    "render_many",
    "sample_facts",
    "titles",
    "version",
]
