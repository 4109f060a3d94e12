"""Demo shoppers: a seeded part of the recipients opens, clicks and unsubscribes over HTTP.

The mails are read from the sink, the links are those in them, and the requests go to the program's
own server: everything after the shopper's decision is real.
"""

import json
import random
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from html import unescape

import httpx

from huike.base.kernel import crypto
from huike.entry.demo.stage import here
from huike.flow.message.models import SinkMail
from huike.flow.message.sink import SEALED

OPENS, CLICKS, LEAVES = 0.42, 0.13, 0.012  # shares of those who got the mail
_DAYS = (0, 0, 0, 0, 1, 1, 2, 3, 5)  # most people read a mail on the day it comes
_LINKS = re.compile(r'(?:href|src)="([^"]*/([oc])/[^"]*)"')


@dataclass(frozen=True)
class Visit:
    """What one reader of a mail does, and how many days after it came."""

    day: int
    pixel: str
    click: str = ""
    unsubscribe: str = ""


def plan(workspace_id: int) -> list[Visit]:
    """What the readers of all mails in the sink will do; the same for the same mails."""
    visits = []
    for recipient, content in _mails(workspace_id):
        dice = random.Random(f"huike demo {recipient}")
        share = dice.random()
        if share >= OPENS:
            continue
        links, unsubscribe = _read_through(content)
        if "o" not in links:
            continue
        visits.append(
            Visit(
                dice.choice(_DAYS),
                links["o"],
                links.get("c", "") if share < CLICKS else "",
                unsubscribe if dice.random() < LEAVES / OPENS else "",
            )
        )
    return visits


def go(client: httpx.Client, visits: Sequence[Visit]) -> None:
    """The requests of these readers, a few readers at a time."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda visit: _read(client, visit), visits))


def _read(client: httpx.Client, visit: Visit) -> None:
    """One reader: the picture, the link, the one-click unsubscription."""
    _expect(client.get(here(visit.pixel)), (200,))
    if visit.click:
        _expect(client.get(here(visit.click)), (301, 302, 303, 307))
    if visit.unsubscribe:
        body = {"List-Unsubscribe": "One-Click"}  # RFC 8058
        _expect(client.post(here(visit.unsubscribe), data=body), (200, 202, 204))


def _expect(answer: httpx.Response, wanted: tuple[int, ...]) -> None:
    if answer.status_code not in wanted:
        raise RuntimeError(f"{answer.request.method} {answer.url.path[:3]}: {answer.status_code}")


def _mails(workspace_id: int) -> Iterator[tuple[str, bytes]]:
    """To whom each mail is, and the mail."""
    rows = SinkMail.objects.filter(workspace_id=workspace_id).order_by("id")
    for row in rows.iterator(chunk_size=500):
        key = crypto.unwrap_key(bytes(row.wrapped_key))
        kept = json.loads(crypto.unseal(key, bytes(row.sealed), SEALED))
        yield kept["recipients"][0], kept["content"].encode("latin-1")


def _read_through(content: bytes) -> tuple[dict[str, str], str]:
    """Of a mail its first picture and its first link, and how to unsubscribe."""
    # The older policy does not take every header apart: several times quicker.
    mail = message_from_bytes(content, policy=policy.compat32)
    links: dict[str, str] = {}
    for address, kind in _LINKS.findall(_html(mail)):
        links.setdefault(kind, unescape(address))
    unsubscribe = "".join(str(mail["List-Unsubscribe"] or "").split())
    return links, unsubscribe.strip("<>")


def _html(mail: Message) -> str:
    for part in mail.walk():
        if part.get_content_type() == "text/html":
            body = part.get_payload(decode=True)
            assert isinstance(body, bytes)
            return body.decode(part.get_content_charset() or "utf-8")
    return ""
