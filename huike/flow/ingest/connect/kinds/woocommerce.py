"""WooCommerce, by its REST API v3.

Orders and products are read by the time of their last change, and behind a mark rather than by
page numbers: a row that changes while others are read moves to what is still to come, never to what
has been read. Rows of one second, which no mark tells apart, are read from the last page to the
first, so that one that leaves draws no other past the reader. WooCommerce does not repeat a webhook
that failed, so these only make us ask sooner.
"""

import base64
import hmac
import json
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlsplit

from huike.flow.ingest.connect.calling import Call, Notice
from huike.flow.ingest.connect.contract import (
    Ask,
    BadSignature,
    Checked,
    Field,
    Kind,
    Page,
    Product,
    Refused,
    Reply,
    Settings,
    TokenExpired,
    Tools,
    Unreadable,
    Unsound,
    What,
    Words,
)
from huike.flow.ingest.connect.kinds.woocommerce_records import (
    customer_of,
    order_of,
    product_of,
    review_of,
    sku_of,
)
from huike.flow.ingest.connect.rules import reading

_SIZE = 50  # rows of a page
_SECOND = timedelta(seconds=1)
_PING = re.compile(rb"webhook_id=\d+")
_PATHS: dict[What, str] = {
    "orders": "orders", "products": "products", "customers": "customers",
    "reviews": "products/reviews",
}  # fmt: skip
# A review keeps the time it was written at however late somebody lets it pass.
_MODERATED = timedelta(days=30)


@dataclass(frozen=True)
class _Mark:
    """Where a span is being read: behind which time, or on which page of one second."""

    status: str
    after: datetime
    page: int = 0  # > 0: a page of rows that all carry the time `after`

    def text(self) -> str:
        return json.dumps([self.status, self.after.isoformat(), self.page])

    @staticmethod
    def of(text: str) -> "_Mark":
        status, after, page = json.loads(text)
        return _Mark(status, datetime.fromisoformat(after), page)


class _Shop:
    """A WooCommerce shop that is asked."""

    def __init__(self, settings: Settings, tools: Tools) -> None:
        self._base = settings["url"].rstrip("/")
        self._key, self._secret = settings["consumer_key"], settings["consumer_secret"]
        self._tools = tools

    def check(self) -> Checked:
        """Ask for one order; the shop's name stands where anybody may read it."""
        self._get("orders", {"per_page": "1"})
        may: list[What] = ["orders"]
        for what in ("products", "customers", "reviews"):
            try:
                self._get(_PATHS[what], {"per_page": "1"})
                may.append(what)
            except Refused:
                continue
        index = self._tools.web.call("GET", f"{self._base}/wp-json/").json()
        name = index.get("name") if isinstance(index, dict) else ""
        return Checked(shop=str(name or urlsplit(self._base).hostname), may=tuple(may))

    def pages(self, ask: Ask) -> Iterator[Page]:
        """Rows that changed (or were made) in the span, the oldest change first."""
        if ask.what == "customers":
            yield from self._customers(ask)
            return
        if ask.what == "reviews":
            yield from self._reviews(ask)
            return
        by = "date" if ask.is_backfill and ask.what == "orders" else "modified"
        # Of products all there are; `any` leaves out what lies in the trash.
        first = _Mark("any", ask.since - _SECOND)
        mark = _Mark.of(ask.resume) if ask.resume else first
        yield from self._list(ask, by, mark)
        if ask.what == "orders" and mark.status != "trash":
            yield from self._list(ask, by, _Mark("trash", ask.since - _SECOND))

    def _list(self, ask: Ask, by: str, mark: _Mark) -> Iterator[Page]:
        done = 0
        while True:
            rows, total, _ = self._rows(ask, by, mark)
            if not rows and not mark.page:
                if total:
                    raise Unsound("A page is empty though there are rows", rows=total)
                return
            done += len(rows)
            if mark.page:
                following = replace(mark, page=mark.page - 1)
                total = done
            else:
                times = _times(rows, by, mark)
                is_last = len(rows) >= total
                following = (
                    replace(mark, after=times[-1])
                    if is_last
                    else self._behind(ask, by, mark, times[-1])
                )
                total += done - len(rows)
            yield self._page(ask.what, rows, following.text(), done, total)
            if not mark.page and is_last:
                return
            mark = following

    def _behind(self, ask: Ask, by: str, mark: _Mark, last: datetime) -> _Mark:
        """The mark behind a page that is not the last one; its last second may go on behind it."""
        if last - _SECOND > mark.after:
            return replace(mark, after=last - _SECOND)
        _, _, pages = self._rows(ask, by, replace(mark, after=last, page=1))
        return replace(mark, after=last, page=max(pages, 1))

    def _rows(self, ask: Ask, by: str, mark: _Mark) -> tuple[list[Any], int, int]:
        """Rows behind a mark, how many there are, and on how many pages."""
        word = "modified_" if by == "modified" else ""
        before = min(mark.after, ask.until) if mark.page else ask.until
        after = mark.after - _SECOND if mark.page else mark.after
        query = {
            f"{word}after": _stamp(after),
            f"{word}before": _stamp(before + _SECOND),
            "dates_are_gmt": "true",
            "orderby": by,
            "order": "asc",
            "per_page": str(_SIZE),
            "page": str(mark.page or 1),
            "status": mark.status,
        }
        reply = self._get(_PATHS[ask.what], query)
        return _list_of(reply), _count(reply, "x-wp-total"), _count(reply, "x-wp-totalpages")

    def _customers(self, ask: Ask) -> Iterator[Page]:
        """Nothing tells when an account was changed: all of them, or those that are new."""
        page = int(ask.resume or 0)
        while True:
            page += 1
            query = {
                "orderby": "id" if ask.is_backfill else "registered_date",
                "order": "asc" if ask.is_backfill else "desc",
                "per_page": str(_SIZE),
                "page": str(page),
                "role": "all",
            }
            reply = self._get("customers", query)
            rows = _list_of(reply)
            pages = _count(reply, "x-wp-totalpages")
            made = [reading.time(row["date_created_gmt"]) for row in rows]
            fresh = [
                row
                for row, at in zip(rows, made, strict=True)
                if ask.is_backfill or at >= ask.since
            ]
            total = _count(reply, "x-wp-total") if ask.is_backfill else None
            yield self._page("customers", fresh, str(page), (page - 1) * _SIZE + len(rows), total)
            if page >= pages or len(fresh) < len(rows):
                return

    def _reviews(self, ask: Ask) -> Iterator[Page]:
        """Those that may be seen, the newest first, from a month before on: nothing tells of a
        change, and one that is let pass late carries its old time."""
        since = ask.since - (timedelta(0) if ask.is_backfill else _MODERATED)
        page = int(ask.resume or 0)
        while True:
            page += 1
            query = {"order": "desc", "orderby": "date_gmt", "per_page": str(_SIZE),
                     "page": str(page), "status": "approved"}  # fmt: skip
            try:
                reply = self._get(_PATHS["reviews"], query)
            except Refused:
                if page > 1:
                    raise
                return  # these keys, or this shop, have none to show
            rows = _list_of(reply)
            pages = _count(reply, "x-wp-totalpages")
            fresh = [row for row in rows if _is_since(row, since)]
            wrong: list[Unreadable] = []
            skus = self._skus(fresh)
            found = list(_read("reviews", fresh, partial(review_of, skus=skus), wrong))
            total = _count(reply, "x-wp-total") if ask.is_backfill else None
            done = (page - 1) * _SIZE + len(rows)
            yield Page(resume=str(page), reviews=found, unreadable=wrong, done=done, total=total)
            if page >= pages or len(fresh) < len(rows):
                return

    def _skus(self, rows: list[Any]) -> dict[int, str]:
        """The codes of the products that these reviews are of."""
        told = [row.get("product_id") for row in rows if isinstance(row, dict)]
        numbers = sorted({one for one in told if isinstance(one, int) and one > 0})
        if not numbers:
            return {}
        query = {"include": ",".join(map(str, numbers)), "per_page": "100", "status": "any"}
        found = _list_of(self._get("products", query))
        return {int(row["id"]): sku_of(row) for row in found}

    def _page(self, what: What, rows: list[Any], resume: str, done: int, total: int | None) -> Page:
        wrong: list[Unreadable] = []
        if what == "orders":
            rows = [row for row in rows if row.get("status") != "checkout-draft"]
            orders = list(_read(what, rows, lambda row: order_of(row, self._refunds(row)), wrong))
            return Page(resume=resume, orders=orders, unreadable=wrong, done=done, total=total)
        if what == "products":
            products: list[Product] = list(_read(what, rows, product_of, wrong))
            return Page(resume=resume, products=products, unreadable=wrong, done=done, total=total)
        customers = list(_read(what, rows, customer_of, wrong))
        return Page(resume=resume, customers=customers, unreadable=wrong, done=done, total=total)

    def _refunds(self, row: Mapping[str, Any]) -> list[Any]:
        """An order tells of its refunds in short; when and what stands by themselves."""
        if not row.get("refunds"):
            return []
        found: list[Any] = []
        page = 0
        while True:
            page += 1
            query = {"per_page": "100", "page": str(page)}
            reply = self._get(f"orders/{int(row['id'])}/refunds", query)
            found += _list_of(reply)
            if page >= _count(reply, "x-wp-totalpages"):
                return found

    def _get(self, path: str, query: Mapping[str, str]) -> Reply:
        url = f"{self._base}/wp-json/wc/v3/{path}"
        headers = {}
        if url.startswith("https:"):
            pair = base64.b64encode(f"{self._key}:{self._secret}".encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
        else:
            query = signed("GET", url, query, self._key, self._secret, self._tools.now())
        reply = self._tools.web.call("GET", url, query=query, headers=headers)
        if reply.status == 401:
            raise TokenExpired("The shop does not take these keys")
        if reply.status == 403:
            raise Refused("The keys may not read this", code="connector_forbidden", what=path)
        if reply.status == 404:
            raise Refused("There is no WooCommerce at this address", code="connector_no_shop")
        if reply.status != 200:
            raise Refused("The shop refused", code="connector_refused", status=reply.status)
        return reply


def signed(
    method: str, url: str, query: Mapping[str, str], key: str, secret: str, now: datetime
) -> dict[str, str]:
    """A query with OAuth 1.0a's signature (HMAC-SHA256), as a shop without TLS wants it."""
    given = {
        **query,
        "oauth_consumer_key": key,
        "oauth_nonce": secrets.token_hex(16),
        "oauth_signature_method": "HMAC-SHA256",
        "oauth_timestamp": str(int(now.timestamp())),
    }
    pairs = sorted((_quoted(name), _quoted(value)) for name, value in given.items())
    text = "&".join(f"{name}={value}" for name, value in pairs)
    base = "&".join([method, _quoted(url), _quoted(text)])
    made = hmac.new(f"{secret}&".encode(), base.encode(), sha256).digest()
    return {**given, "oauth_signature": base64.b64encode(made).decode()}


def hear(settings: Settings, call: Call) -> Notice:
    """A webhook: it only says that something changed. The first ping is not signed."""
    if _PING.fullmatch(call.body):
        return Notice(notice_id="")
    secret = settings.get("webhook_secret", "")
    made = base64.b64encode(hmac.new(secret.encode(), call.body, sha256).digest())
    given = call.headers.get("x-wc-webhook-signature", "").encode("latin-1", "replace")
    if not secret or not hmac.compare_digest(made, given):
        raise BadSignature("This call was not signed with the secret of the webhook")
    topic = call.headers.get("x-wc-webhook-topic", "")
    told = sha256(f"{topic}\n".encode() + call.body).hexdigest()
    return Notice(notice_id=told, is_poke=topic.partition(".")[0] in ("order", "product"))


def _read(
    what: What, rows: list[Any], read: Callable[[Any], Any], wrong: list[Unreadable]
) -> Iterator[Any]:
    for row in rows:
        try:
            yield read(row)
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            number = str(row.get("number") or row.get("id") or "") if isinstance(row, dict) else ""
            where = str(problem.args[0])[:100] if isinstance(problem, KeyError) else ""
            wrong.append(Unreadable(what, number[:100], "broken_text", where))


def _times(rows: list[Any], by: str, mark: _Mark) -> list[datetime]:
    """When these rows were changed (or made); they must rise, from behind the mark on."""
    name = "date_modified_gmt" if by == "modified" else "date_created_gmt"
    try:
        times = [reading.time(row[name]).replace(microsecond=0) for row in rows]
    except (KeyError, TypeError, ValueError):
        raise Unsound("A row says not when it was changed", field=name) from None
    if times != sorted(times) or times[0] <= mark.after:
        raise Unsound("The shop does not keep to the order that was asked for", field=name)
    return times


def _is_since(row: Any, since: datetime) -> bool:
    """Whether it was written since then; one that does not say when is read, and found wrong."""
    try:
        return reading.time(row["date_created_gmt"]) >= since
    except (KeyError, TypeError, ValueError):
        return True


def _list_of(reply: Reply) -> list[Any]:
    found = reply.json()
    if not isinstance(found, list):
        raise Unsound("The answer is not a list")
    return found


def _count(reply: Reply, name: str) -> int:
    text = reply.headers.get(name, "")
    if not text.isdigit():
        raise Unsound("The answer says not how many rows there are", header=name)
    return int(text)


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S")


def _quoted(text: str) -> str:
    return quote(text, safe="-._~")


KIND = Kind(
    name="woocommerce",
    words=Words("WooCommerce", "WooCommerce"),
    hint=Words(
        "在 WooCommerce → 设置 → 高级 → REST API 里新建密钥（权限：读取），把两段密钥填到这里。",
        "Create a key under WooCommerce → Settings → Advanced → REST API (permission: Read) "
        "and paste both parts here.",
    ),
    fields=(
        Field(name="url", words=Words("店铺网址", "Address of the shop")),
        Field(name="consumer_key", words=Words("消费者密钥（ck_…）", "Consumer key (ck_…)")),
        Field(
            name="consumer_secret",
            words=Words("消费者私钥（cs_…）", "Consumer secret (cs_…)"),
            is_secret=True,
        ),
        Field(
            name="webhook_secret",
            words=Words("Webhook 密钥", "Secret of the webhooks"),
            help=Words(
                "可选：在 WooCommerce 里建立 webhook 时填写同一个密钥，订单变化会更快到达。",
                "Optional: give webhooks in WooCommerce the same secret; changes arrive sooner.",
            ),
            is_secret=True,
            is_required=False,
        ),
    ),
    fetches=("products", "customers", "orders", "reviews"),
    open=_Shop,
    hear=hear,
)
