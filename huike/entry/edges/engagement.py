"""/o/ picture, /c/ click, /u/ unsubscribe, /p/ preferences: links that stand in messages."""

from asyncio import get_running_loop
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs

import structlog
from django.db import DatabaseError, close_old_connections

from huike.base.kernel import clock
from huike.base.kernel.errors import Invalid, TooLarge
from huike.entry.edges.batching import Batcher, Busy
from huike.entry.edges.http import Receive, Scope, Send, answer, body_of, header
from huike.flow.response import facade as response
from huike.flow.response.facade import Answer, Page, Seen, Visit

log = structlog.get_logger(__name__)
# One transparent pixel.
_GIF = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)
_QUIET = [
    (b"cache-control", b"no-store, max-age=0"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-robots-tag", b"noindex"),
    (b"x-content-type-options", b"nosniff"),
]
_LOOKS = ("GET", "HEAD")
_visitors = ThreadPoolExecutor(4, thread_name_prefix="visit")
_seen: Batcher[Seen, Answer] = Batcher(response.engage)


async def opened(scope: Scope, receive: Receive, send: Send) -> None:
    """The picture; a GET says that the mail was opened."""
    if scope["method"] not in _LOOKS:
        await answer(send, 405, [(b"allow", b"GET, HEAD")])
        return
    token = scope["path"][3:].removesuffix(".gif")
    try:
        seen = _as_seen(scope, token, "opened", -1)
        if scope["method"] == "GET":
            await _seen.ask(seen)
    except Invalid:
        await answer(send, 404, _QUIET)
        return
    except (DatabaseError, Busy) as problem:
        # The picture comes anyway: a reader should not see our trouble.
        log.warning("open_not_kept", problem=type(problem).__name__)
    await answer(send, 200, [*_QUIET, (b"content-type", b"image/gif")], _GIF, scope)


async def clicked(scope: Scope, receive: Receive, send: Send) -> None:
    """On to an address that stands in the version that was sent, and nowhere else."""
    if scope["method"] not in _LOOKS:
        await answer(send, 405, [(b"allow", b"GET, HEAD")])
        return
    token, _, number = scope["path"][3:].partition("/")
    try:
        if not (number.isascii() and number.isdigit()) or len(number) > 4:
            raise Invalid("no such link")
        seen = _as_seen(scope, token, "clicked", int(number))
        if scope["method"] == "HEAD":
            await answer(send, 200, _QUIET)
            return
        found = await _seen.ask(seen)
    except Invalid:
        await _page(scope, send, 404, response.gone(_language(scope)))
        return
    except (DatabaseError, Busy):
        await _page(scope, send, 503, response.later(_language(scope)))
        return
    if not found.is_known:
        await _page(scope, send, 404, response.gone(_language(scope)))
        return
    await answer(send, 302, [*_QUIET, (b"location", found.address.encode())])


async def unsubscribing(scope: Scope, receive: Receive, send: Send) -> None:
    """GET asks, POST does (RFC 8058: no cookie, no login, no redirect)."""
    await _visited(scope, receive, send, "u")


async def preferring(scope: Scope, receive: Receive, send: Send) -> None:
    """What stands, and how to change it."""
    await _visited(scope, receive, send, "p")


async def _visited(scope: Scope, receive: Receive, send: Send, place: str) -> None:
    language = _language(scope)
    if scope["method"] not in (*_LOOKS, "POST"):
        await answer(send, 405, [(b"allow", b"GET, HEAD, POST")])
        return
    try:
        who = response.read_leaving(scope["path"][3:])
        act = ""
        if scope["method"] == "POST":
            act = _act(await body_of(receive), place)
        page = await _do(Visit(who, place, act, language))
    except (Invalid, TooLarge):
        await _page(scope, send, 404, response.gone(language))
    except DatabaseError as problem:
        log.warning("visit_failed", problem=type(problem).__name__)
        await _page(scope, send, 503, response.later(language))
    else:
        await _page(scope, send, 200, page)


def _act(body: bytes, place: str) -> str:
    """What a POST asks for; at an unsubscribe link every POST means to leave."""
    given = parse_qs(body.decode("utf-8", "replace"))
    if place == "p":
        act = given.get("act", [""])[0]
        return act if act in ("leave", "agree") else ""
    return "leave"


async def _do(visit: Visit) -> Page:
    def run() -> Page:
        close_old_connections()
        return response.visit(visit)

    return await get_running_loop().run_in_executor(_visitors, run)


def _as_seen(scope: Scope, token: str, kind: str, link: int) -> Seen:
    workspace_id, message_id = response.read_engaged(token)
    agent = header(scope, b"user-agent")[:400]
    return Seen(workspace_id, message_id, kind, link, agent, clock.now())


def _language(scope: Scope) -> str:
    return response.language(header(scope, b"accept-language")[:400])


async def _page(scope: Scope, send: Send, status: int, page: Page) -> None:
    headers = [
        *_QUIET,
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-security-policy", page.policy.encode()),
        (b"vary", b"accept-language"),
    ]
    if status == 503:
        headers.append((b"retry-after", b"60"))
    await answer(send, status, headers, page.html, scope)
