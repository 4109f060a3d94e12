"""Blocks as MJML. Text is cleaned here; Liquid is covered and comes through untouched."""

import re
from html import escape

import nh3

from huike.library.content.rules.document import (
    Blocks,
    Brand,
    Button,
    Column,
    Columns,
    Divider,
    Heading,
    Image,
    Language,
    Mjml,
    Spacer,
    Text,
    Theme,
)
from huike.library.content.rules.faults import TemplateFault
from huike.library.content.rules.links import check_given
from huike.library.content.rules.shield import Shield

FONTS = "-apple-system, 'PingFang SC', 'Microsoft YaHei', 'Segoe UI', Helvetica, Arial, sans-serif"
_SIZES = {1: 26, 2: 21, 3: 17}
_TAGS = {"p", "br", "b", "strong", "i", "em", "u", "s", "a", "ul", "ol", "li", "span", "blockquote"}
_BODY_END = re.compile(r"</mj-body\s*>", re.IGNORECASE)
_HEAD_END = re.compile(r"</mj-head\s*>", re.IGNORECASE)
_BODY_START = re.compile(r"<mj-body\b", re.IGNORECASE)

_FOOTER = {
    "zh-CN": ("您收到这封邮件，是因为您同意接收 {name} 的消息。", "退订", "偏好设置"),
    "en-US": (
        "You receive this e-mail because you agreed to hear from {name}.",
        "Unsubscribe",
        "Preferences",
    ),
}

Simple = Heading | Text | Button | Image | Divider | Spacer


def of_blocks(document: Blocks, brand: Brand, shield: Shield) -> str:
    """The whole MJML of a document of blocks, footer included."""
    colours = _Colours(document.theme, brand)
    rows = [_row(block, n, colours, shield) for n, block in enumerate(document.blocks, 1)]
    if brand.logo:
        logo = Image(source=brand.logo, alt=brand.name, width=160)
        rows.insert(0, _section(_image(logo, shield, "logo")))
    head = _head(shield.cover(document.preheader), brand.name, colours)
    return (
        f'<mjml lang="{document.language}" dir="ltr"><mj-head>{head}</mj-head>'
        f'<mj-body width="600px" background-color="{colours.background}">'
        f"{''.join(rows)}{_footer(document.language, shield)}</mj-body></mjml>"
    )


def of_mjml(document: Mjml, shield: Shield) -> str:
    """Hand-written MJML with our footer as its last section and the preheader in its head."""
    text = shield.cover(document.mjml)
    ends = list(_BODY_END.finditer(text))
    if len(ends) != 1:
        raise TemplateFault(
            "The MJML needs exactly one <mj-body>", code="mjml_syntax", where="mjml"
        )
    at = ends[0].start()
    text = text[:at] + _footer(document.language, shield) + text[at:]
    if not document.preheader:
        return text
    preview = f"<mj-preview>{escape(shield.cover(document.preheader))}</mj-preview>"
    if head := _HEAD_END.search(text):
        return text[: head.start()] + preview + text[head.start() :]
    body = _BODY_START.search(text)
    assert body is not None
    return f"{text[: body.start()]}<mj-head>{preview}</mj-head>{text[body.start() :]}"


class _Colours:
    def __init__(self, theme: Theme, brand: Brand) -> None:
        self.accent = theme.accent or brand.accent
        self.background = theme.background or brand.background
        self.text = theme.text or brand.text


def _head(preheader: str, title: str, colours: _Colours) -> str:
    preview = f"<mj-preview>{escape(preheader)}</mj-preview>" if preheader else ""
    return (
        f"<mj-title>{escape(title)}</mj-title>{preview}<mj-attributes>"
        f'<mj-all font-family="{FONTS}"/>'
        f'<mj-text font-size="15px" line-height="1.6" color="{colours.text}"/>'
        f'<mj-section background-color="#ffffff" padding="8px 0"/>'
        f'<mj-button background-color="{colours.accent}" font-size="15px" border-radius="4px"/>'
        "</mj-attributes>"
    )


def _row(block: Simple | Columns, number: int, colours: _Colours, shield: Shield) -> str:
    where = f"block {number}"
    if isinstance(block, Columns):
        return _columns(block, where, colours, shield)
    return _section(_simple(block, where, colours, shield))


def _section(inner: str) -> str:
    return f"<mj-section><mj-column>{inner}</mj-column></mj-section>"


def _columns(block: Columns, where: str, colours: _Colours, shield: Shield) -> str:
    shares = [100] if len(block.columns) == 1 else [block.left_share, 100 - block.left_share]
    inner = "".join(
        f'<mj-column width="{share}%">{_column(column, where, colours, shield)}</mj-column>'
        for share, column in zip(shares, block.columns, strict=True)
    )
    return f"<mj-section>{inner}</mj-section>"


def _column(column: Column, where: str, colours: _Colours, shield: Shield) -> str:
    return "".join(_simple(block, where, colours, shield) for block in column.blocks)


def _simple(block: Simple, where: str, colours: _Colours, shield: Shield) -> str:
    match block:
        case Heading():
            words = escape(shield.cover(block.text))
            colour = block.colour or colours.text
            return (
                f'<mj-text align="{block.align}" font-size="{_SIZES[block.level]}px"'
                f' line-height="1.3" color="{colour}"><h{block.level} style="margin:0;'
                f'font-size:inherit;font-weight:600">{words}</h{block.level}></mj-text>'
            )
        case Text():
            colour = block.colour or colours.text
            return (
                f'<mj-text align="{block.align}" color="{colour}">'
                f"{_clean(block.html, shield, where)}</mj-text>"
            )
        case Button():
            address = check_given(block.url, shield, where)
            colour = f' background-color="{block.colour}"' if block.colour else ""
            words = escape(shield.cover(block.text))
            return f'<mj-button align="{block.align}" href="{address}"{colour}>{words}</mj-button>'
        case Image():
            return _image(block, shield, where)
        case Divider():
            colour = block.colour or "#dfe1e5"
            return f'<mj-divider border-width="1px" border-color="{colour}"/>'
        case Spacer():
            return f'<mj-spacer height="{block.height}px"/>'


def _image(block: Image, shield: Shield, where: str) -> str:
    source = check_given(block.source, shield, where)
    link = f' href="{check_given(block.url, shield, where)}"' if block.url else ""
    width = f' width="{block.width}px"' if block.width else ""
    alt = escape(shield.cover(block.alt), quote=True)
    return f'<mj-image src="{source}" alt="{alt}" align="{block.align}"{width}{link}/>'


def _clean(markup: str, shield: Shield, where: str) -> str:
    """A few harmless tags of an editor's HTML; every link checked."""
    kept = nh3.clean(
        shield.cover_markup(markup),
        tags=_TAGS,
        attributes={"a": {"href"}},
        link_rel=None,
        url_schemes={"http", "https", "mailto", "tel"},
    )
    # XML, which MJML is read as, wants empty tags closed.
    return kept.replace("<br>", "<br/>")


def _footer(language: Language, shield: Shield) -> str:
    """Who sends this, where from, and the way out: in every e-mail, whoever wrote it."""
    why, leave, choose = _FOOTER[language]
    small = 'font-size="12px" color="#5f6672" align="center" padding="4px 25px"'
    link = 'style="color:#5f6672;text-decoration:underline"'
    sentence = why.format(name=shield.word("{{ workspace.name }}"))
    return (
        '<mj-section background-color="transparent" padding="16px 0"><mj-column>'
        f"<mj-text {small}>{sentence}</mj-text>"
        f"<mj-text {small}>{shield.word('{{ sender.name }}')} ·"
        f" {shield.word('{{ sender.postal_address }}')}</mj-text>"
        f'<mj-text {small}><a href="{shield.word("{{ unsubscribe_url }}")}" {link}>{leave}</a>'
        f' · <a href="{shield.word("{{ preferences_url }}")}" {link}>{choose}</a></mj-text>'
        "</mj-column></mj-section>"
    )
