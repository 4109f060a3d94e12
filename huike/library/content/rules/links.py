"""Links of an e-mail: which may stand there, which are counted, and where a click goes.

A click can only lead to an address that stands in the content version: the link in the mail names
the version's n-th address, never an address. Addresses with Liquid in them differ per customer, so
they are left as they are and not counted.
"""

import re
from html import escape, unescape
from urllib.parse import urlsplit

from huike.library.content.rules.faults import TemplateFault
from huike.library.content.rules.shield import Shield, covers
from huike.library.content.rules.variables import CLICK, URLS

MOST_LINKS = 200
_HREF = re.compile(r"""(<a\b[^>]*?\shref\s*=\s*)("([^"]*)"|'([^']*)')""", re.IGNORECASE)
_FIXED_START = re.compile(r"https?://[^/?#\s]+([/?#]|$)", re.IGNORECASE)
_ONE_VALUE = re.compile(r"\{\{-?\s*(\w+)\s*-?\}\}")


def counted(html: str, shield: Shield) -> tuple[str, tuple[str, ...]]:
    """The HTML with counted links in place of plain addresses, and those addresses in order."""
    addresses: list[str] = []

    def change(found: re.Match[str]) -> str:
        given = found[3] if found[3] is not None else found[4]
        address = unescape(given).strip()
        if not address or address.startswith(("#", "mailto:", "tel:")):
            return found[0]
        if covers(address):
            _check_moving(shield.uncover(address))
            return found[0]
        check(address)
        if address not in addresses:
            addresses.append(address)
        if len(addresses) > MOST_LINKS:
            raise TemplateFault(f"More than {MOST_LINKS} different links", code="too_many_links")
        number = addresses.index(address)
        return f'{found[1]}"{shield.word(f"{{{{ {CLICK} }}}}")}/{number}"'

    return _HREF.sub(change, html), tuple(addresses)


def check(address: str, where: str = "") -> None:
    """Refuse what is no plain web address."""
    try:
        parts = urlsplit(address)
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        is_good = False
    if not is_good or any(ord(sign) < 33 for sign in address):
        raise TemplateFault(
            f"{address[:80]!r} is no web address",
            code="bad_link",
            where=where,
            mend="Begin it with https://",
            link=address[:200],
        )


def check_given(address: str, shield: Shield, where: str) -> str:
    """An address of a block, for an attribute of MJML: Liquid covered, checked, escaped."""
    covered = shield.cover(address)
    if covers(covered):
        _check_moving(shield.uncover(covered))
    elif not covered.startswith(("mailto:", "tel:")):
        check(covered, where)
    return escape(covered, quote=True)


def _check_moving(address: str) -> None:
    """With Liquid in it, an address still must begin with a fixed host, or be one of ours."""
    alone = _ONE_VALUE.fullmatch(address)
    if (alone and alone[1] in URLS) or _FIXED_START.match(address):
        return
    raise TemplateFault(
        f"The address {address[:80]!r} does not begin with a fixed host",
        code="bad_link",
        mend="Write https://your-shop.example/ before the Liquid",
        link=address[:200],
    )
