"""One e-mail as bytes: headers we choose, text and HTML, written by hand for speed.

Python's own generator takes about 1 ms a message, this 0.05 ms; tests read the result back with it.
"""

import re
from base64 import b64encode
from binascii import b2a_qp
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_OUTSIDE = re.compile(r"[\x00-\x20\x7f<>\u2028\u2029]")
_WORD_BYTES = 45  # an encoded word of at most 75 characters
_LINE = 57  # bytes a line of base64


@dataclass(frozen=True, slots=True)
class Letter:
    """What makes one e-mail."""

    message_id: str
    from_name: str
    from_address: str
    to_name: str
    to_address: str
    reply_to: str
    subject: str
    html: str
    text: str
    at: datetime
    unsubscribe_url: str = ""
    feedback_id: str = ""


def built(letter: Letter) -> tuple[list[tuple[str, str]], bytes]:
    """Headers in order (values encoded, folded) and the body, CRLF throughout."""
    # Never part of the content, so nothing needs searching: it holds the message's own random id.
    boundary = f"=_{letter.message_id.split('@')[0].strip('<')[:40]}"
    headers = [
        ("From", mailbox(letter.from_name, letter.from_address)),
        ("To", mailbox(letter.to_name, letter.to_address)),
        ("Subject", encoded(letter.subject, first=9)),
        ("Date", format_datetime(letter.at)),
        ("Message-ID", letter.message_id),
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/alternative;\r\n boundary="{boundary}"'),
    ]
    if letter.reply_to:
        headers.append(("Reply-To", mailbox("", letter.reply_to)))
    if letter.unsubscribe_url:
        # RFC 2369 and 8058: one https address, and the word that makes its POST enough.
        headers.append(("List-Unsubscribe", f"<{letter.unsubscribe_url}>"))
        headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    if letter.feedback_id:
        headers.append(("Feedback-ID", letter.feedback_id))
    mark = boundary.encode()
    body = b"".join(
        (
            b"--" + mark + b"\r\n",
            _part("text/plain", letter.text),
            b"--" + mark + b"\r\n",
            _part("text/html", letter.html),
            b"--" + mark + b"--\r\n",
        )
    )
    return headers, body


def joined(headers: list[tuple[str, str]], body: bytes) -> bytes:
    """The whole message."""
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return head.encode("ascii") + b"\r\n" + body


def mailbox(name: str, address: str) -> str:
    """`Name <address>`, the name quoted or encoded as it needs."""
    place = f"<{ascii_address(address)}>"
    shown = _UNSAFE.sub(" ", name).strip()
    if not shown:
        return place[1:-1]
    if not shown.isascii():
        return f"{encoded(shown, first=6)}\r\n {place}"
    if _ATOM.fullmatch(shown):
        return f"{shown} {place}"
    quoted = shown.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" {place}'


def ascii_address(address: str) -> str:
    """The address with its domain in ASCII (IDNA); `ValueError` where that cannot be."""
    local, _, domain = address.rpartition("@")
    if not local or not domain or not local.isascii() or _OUTSIDE.search(address):
        raise ValueError("not an address for plain SMTP")
    return address if domain.isascii() else f"{local}@{domain.encode('idna').decode()}"


def encoded(text: str, *, first: int) -> str:
    """Header text: as it is where it is short ASCII, else encoded words (RFC 2047), folded."""
    line = _UNSAFE.sub(" ", text).strip()
    if line.isascii() and len(line) + first <= 76 and "=?" not in line:
        return line
    words: list[bytes] = []
    part = b""
    for sign in line:
        raw = sign.encode("utf-8", "replace")
        if len(part) + len(raw) > _WORD_BYTES - (first if not words else 0):
            words.append(part)
            part = b""
        part += raw
    words.append(part)
    return "\r\n ".join(f"=?utf-8?B?{b64encode(word).decode()}?=" for word in words)


def _part(kind: str, text: str) -> bytes:
    raw = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
    if len(raw) - len(text) > len(raw) // 6:
        # Much is not ASCII: base64 is shorter than quoted-printable, and as legible.
        way = b"base64"
        lines = raw.replace(b"\n", b"\r\n")
        coded = b"\r\n".join(
            b64encode(lines[at : at + _LINE]) for at in range(0, len(lines), _LINE)
        )
    else:
        way = b"quoted-printable"
        coded = b2a_qp(raw, istext=True).replace(b"\n", b"\r\n")
    head = f"Content-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: ".encode()
    return head + way + b"\r\n\r\n" + coded + b"\r\n"
