"""A table at an address: a shared sheet as CSV, a nightly export; taken when it has changed.

How its columns are read is said once, by a person, as of any file: the first one waits in the
imports until it is mapped, and from then on files with the same columns come in by themselves.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from huike.flow.ingest.connect.contract import (
    Checked,
    Field,
    Kind,
    Refused,
    Reply,
    Settings,
    TokenExpired,
    Tools,
    What,
    Words,
)
from huike.flow.ingest.connect.files import FileClient, FoundFile

_HTML = re.compile(rb"\s*<(!doctype|html)", re.IGNORECASE)
_MOVED = (301, 302, 303, 307, 308)
_MOST_MOVES = 5


class _Table:
    """The table at an address."""

    def __init__(self, settings: Settings, tools: Tools, what: What) -> None:
        self._url, self._tools, self._what = settings["url"], tools, what
        word = settings.get("token", "")
        self._headers = {"Authorization": f"Bearer {word}"} if word else {}

    def check(self) -> Checked:
        """Fetch it and see that it is a table."""
        self._judged(self._fetch({}))
        return Checked(shop=urlsplit(self._url).hostname or "", may=(self._what,))

    def files(self, kept: Mapping[str, Any]) -> Iterator[FoundFile]:
        """The table, if it is another than the last time: by its mark, its time, or its bytes."""
        asked = {"if-none-match": "etag", "if-modified-since": "last-modified"}
        known = {name: str(kept[word]) for name, word in asked.items() if kept.get(word)}
        reply = self._fetch(known)
        if reply.status == 304 and known:
            return
        self._judged(reply)
        digest = hashlib.sha256(reply.body).hexdigest()
        if digest == kept.get("digest"):
            return
        marks = {word: reply.headers.get(word, "") for word in asked.values()}
        yield FoundFile(self._name(), reply.body, {**marks, "digest": digest})

    def forget(self, kept: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        """It is taken again, changed or not."""
        return {}

    def _fetch(self, known: Mapping[str, str]) -> Reply:
        """Follow where it has moved to, each address checked; the token stays with its host."""
        url, headers = self._url, self._headers
        for _ in range(_MOST_MOVES):
            reply = self._tools.web.call("GET", url, headers={**headers, **known})
            place = reply.headers.get("location", "")
            if reply.status not in _MOVED or not place:
                return reply
            if urlsplit(place).scheme not in ("http", "https"):
                break
            if urlsplit(place).netloc != urlsplit(url).netloc:
                headers = {}
            url = place
        raise Refused("The address leads on and on", code="connector_moved")

    def _judged(self, reply: Reply) -> None:
        if reply.status in (401, 403):
            raise TokenExpired("The address does not let us in")
        if reply.status != 200:
            raise Refused("There is no table", code="connector_no_table", status=reply.status)
        if not reply.body.strip() or _HTML.match(reply.body):
            # A sheet that is not shared answers with its page for signing in.
            raise Refused("This is a page, not a table", code="connector_not_a_table")

    def _name(self) -> str:
        found = unquote(urlsplit(self._url).path.rsplit("/", 1)[-1])
        return found if "." in found else f"{found or 'table'}.csv"


def _kind(what: What, words: Words) -> Kind:
    def opened(settings: Settings, tools: Tools) -> FileClient:
        return _Table(settings, tools, what)

    return Kind(
        name="csv_url" if what == "orders" else f"csv_url_{what}",
        words=words,
        hint=Words(
            "填写 CSV 地址，例如在线表格“发布为 CSV”的链接。"
            "第一次到达的文件需要在“导入”里确认列，之后自动导入。",
            "Give the address of a CSV, for instance a sheet that is published as CSV. The "
            "columns of the first file are confirmed under Imports; then it comes in by itself.",
        ),
        fields=(
            Field(name="url", words=Words("CSV 地址", "Address of the CSV")),
            Field(
                name="token",
                words=Words("访问令牌", "Access token"),
                help=Words(
                    "可选：作为 Bearer 令牌随请求发送。", "Optional: sent along as a Bearer token."
                ),
                is_secret=True,
                is_required=False,
            ),
        ),
        fetches=(what,),
        open_files=opened,
    )


ORDERS = _kind("orders", Words("表格地址：订单", "Table at an address: orders"))
CUSTOMERS = _kind("customers", Words("表格地址：客户", "Table at an address: customers"))
PRODUCTS = _kind("products", Words("表格地址：商品", "Table at an address: products"))
