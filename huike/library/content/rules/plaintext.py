"""The plain-text part, read off the HTML so that both say the same."""

import re

from lxml import html as parser

_UNSEEN = {"style", "script", "head", "title", "noscript"}
_BLOCKS = {"p", "div", "table", "tr", "h1", "h2", "h3", "h4", "ul", "ol", "blockquote", "section"}
_BEFORE = {"br": "\n", "li": "\n- "} | dict.fromkeys(_BLOCKS, "\n")
_SPACES = re.compile(r"[ \t\r\n\f\u200b\u200c\u200d\u2007\u200a]+")
_GAPS = re.compile(r"\n{3,}")


def of_html(markup: str) -> str:
    """The words and link addresses of an HTML page, one block a line."""
    pieces: list[str] = []
    _walk(parser.document_fromstring(markup), pieces)
    lines = (line.strip() for line in "".join(pieces).split("\n"))
    return _GAPS.sub("\n\n", "\n".join(lines)).strip() + "\n"


def _walk(element: parser.HtmlElement, pieces: list[str]) -> None:
    if not _is_seen(element):
        return
    tag = str(element.tag)
    pieces.append(element.get("alt") or "" if tag == "img" else _BEFORE.get(tag, ""))
    start = len(pieces)
    pieces.append(_SPACES.sub(" ", element.text or ""))
    for child in element:
        _walk(child, pieces)
        pieces.append(_SPACES.sub(" ", child.tail or ""))
    if tag == "a":
        pieces[start:] = [_link("".join(pieces[start:]).strip(), element.get("href") or "")]
    elif tag in _BLOCKS:
        pieces.append("\n")


def _is_seen(element: parser.HtmlElement) -> bool:
    is_element = isinstance(element.tag, str)  # comments have a function there
    style = (element.get("style") or "").replace(" ", "") if is_element else ""
    return is_element and element.tag not in _UNSEEN and "display:none" not in style


def _link(words: str, address: str) -> str:
    if not address or address.startswith("#"):
        return words
    return f"{words}: {address}" if words else address
