"""A document becomes a compiled version once; a send renders only its Liquid."""

import re
from dataclasses import dataclass

import mrml

from huike.library.content.rules import links, mjml, plaintext, variables
from huike.library.content.rules.document import Block, Blocks, Brand, Mjml
from huike.library.content.rules.faults import TemplateFault
from huike.library.content.rules.liquid import Template
from huike.library.content.rules.placing import placed
from huike.library.content.rules.shield import Shield

_CLIPPED_AT = 100_000  # Gmail hides what comes after 102 KB
_ACTIVE = re.compile(
    r"<\s*(script|iframe|object|embed|form|input|base|svg|math)\b|\son\w+\s*=|javascript:|<meta[^>]+refresh",
    re.IGNORECASE,
)
_AT = re.compile(r"at position (\d+):")


@dataclass(frozen=True)
class Remark:
    """Something the author should know, which does not stop them."""

    code: str
    detail: str


@dataclass(frozen=True)
class Compiled:
    """The parts of an e-mail with their Liquid, ready to render per customer."""

    subject: str
    preheader: str
    html: str
    text: str
    links: tuple[str, ...]
    uses: tuple[str, ...]
    warnings: tuple[Remark, ...]


def compiled(document: Blocks | Mjml, brand: Brand) -> Compiled:
    """Check and compile a document; what is wrong is a `TemplateFault` that names the place."""
    if isinstance(document, Mjml):
        return _compiled(document, brand)

    def alone(block: Block) -> None:
        _compiled(Blocks(subject="-", language=document.language, blocks=[block]), brand)

    try:
        return _compiled(document, brand)
    except TemplateFault as fault:
        raise placed(fault, document.blocks, alone) from None


def _compiled(document: Blocks | Mjml, brand: Brand) -> Compiled:
    shield = Shield()
    if isinstance(document, Blocks):
        source = mjml.of_blocks(document, brand, shield)
    else:
        source = mjml.of_mjml(document, shield)
    page = _html(source)
    page, addresses = links.counted(page, shield)
    text = shield.uncover(plaintext.of_html(page))
    html = shield.uncover(_with_pixel(page, shield))
    _check_inert(html)
    uses = _check_parts(document.subject, document.preheader, html, text)
    return Compiled(
        subject=document.subject,
        preheader=document.preheader,
        html=html,
        text=text,
        links=addresses,
        uses=tuple(sorted(uses)),
        warnings=tuple(_warnings(document, html)),
    )


def _html(source: str) -> str:
    try:
        made = mrml.to_html(
            source,
            mrml.ParserOptions(include_loader=mrml.noop_loader()),
            mrml.RenderOptions(disable_comments=False, fonts={}),
        )
    except OSError as wrong:
        said = str(wrong)
        place = _AT.search(said)
        line = source.count("\n", 0, int(place[1])) + 1 if place else None
        raise TemplateFault(
            f"The MJML cannot be read: {said}",
            code="mjml_syntax",
            where=f"mjml, line {line}" if line else "mjml",
            mend="Close every tag; mj-include is not allowed",
            line=line,
        ) from None
    page: str = made.content
    return page


def _check_inert(html: str) -> None:
    if active := _ACTIVE.search(html):
        raise TemplateFault(
            f"{active[0].strip()!r} cannot stand in an e-mail",
            code="active_content",
            where="html",
            mend="Mail programs remove it; take it out",
        )


def _with_pixel(page: str, shield: Shield) -> str:
    pixel = shield.word(f"{{{{ {variables.PIXEL} }}}}")
    # Under an `if`, so that a message without tracking (previews, tests) asks for nothing.
    some, none = shield.word(f"{{% if {variables.PIXEL} %}}"), shield.word("{% endif %}")
    image = f'{some}<img src="{pixel}" width="1" height="1" alt="" style="display:block">{none}'
    return page.replace("</body>", f"{image}</body>")


def _check_parts(subject: str, preheader: str, html: str, text: str) -> set[str]:
    parts = {"subject": subject, "preheader": preheader, "html": html, "text": text}
    uses: set[str] = set()
    for part, source in parts.items():
        template = Template(source, part=part, escapes=part == "html")
        own = {variables.CLICK, variables.PIXEL}
        variables.check(template, "body" if part in ("html", "text") else part, own)
        uses |= variables.used(template)
        template.render(variables.sample_facts())
    return uses


def _warnings(document: Blocks | Mjml, html: str) -> list[Remark]:
    found = []
    if len(html.encode()) > _CLIPPED_AT:
        found.append(Remark("html_clipped", "Over 100 KB: Gmail hides the end of this e-mail"))
    if not document.preheader:
        found.append(Remark("no_preheader", "Without a preheader, inboxes show the first words"))
    if re.search(r"<img\b(?![^>]*\salt=\"[^\"])(?![^>]*width=\"1\")", html):
        found.append(Remark("image_without_alt", "A picture has no text for those who see none"))
    if "http://" in html.replace("http://www.w3.org", ""):
        found.append(Remark("plain_http", "An address begins with http://, not https://"))
    return found
