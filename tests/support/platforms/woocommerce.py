"""A WooCommerce shop of our own making: REST API v3, as strict about keys and times as the real."""

import base64
import hmac
import json
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from tests.support.platforms.serving import Asked, Host, Said, serving

KEY, SECRET, HOOK_SECRET = "ck_test", "cs_test", "hook secret"
Row = dict[str, Any]


def _two_days_ago() -> datetime:
    return (datetime.now(UTC) - timedelta(days=2)).replace(microsecond=0)


@dataclass
class Shop:
    """What is in the shop; a test changes it as a merchant and buyers would."""

    host: Host = field(default_factory=Host)
    now: datetime = field(default_factory=_two_days_ago)
    orders: dict[int, Row] = field(default_factory=dict)
    refunds: dict[int, list[Row]] = field(default_factory=dict)
    products: dict[int, Row] = field(default_factory=dict)
    customers: dict[int, Row] = field(default_factory=dict)
    reviews: dict[int, Row] = field(default_factory=dict)
    answers: Callable[[Asked, Said], Said] = lambda _asked, said: said
    after_page: Callable[[], None] = lambda: None
    is_revoked: bool = False

    @property
    def url(self) -> str:
        return self.host.url

    def pass_time(self, seconds: float) -> None:
        """The shop's clock goes on."""
        self.now += timedelta(seconds=seconds)

    def order(self, number: int, **changed: Any) -> Row:
        """A buyer orders, or an order changes; its time of change is now."""
        row = self.orders.get(number) or _order(number, _text(self.now))
        row |= {**changed, "date_modified_gmt": _text(self.now)}
        self.orders[number] = row
        return row

    def refund(self, number: int, refund_id: int, amount: str) -> None:
        """Money goes back."""
        made = _text(self.now)
        row = {"id": refund_id, "date_created_gmt": made, "amount": amount, "line_items": []}
        known = self.refunds.setdefault(number, [])
        known.append(row)
        short = [{"id": one["id"], "total": f"-{one['amount']}"} for one in known]
        self.order(number, refunds=short)

    def product(self, number: int, **changed: Any) -> None:
        """A product is made or changed."""
        row = self.products.get(number) or {
            "id": number, "name": f"Product {number}", "sku": f"SKU-{number}", "status": "publish",
            "regular_price": "10.00", "categories": [{"id": 1, "name": "Tea"}],
            "date_created_gmt": _text(self.now),
        }  # fmt: skip
        self.products[number] = {**row, **changed, "date_modified_gmt": _text(self.now)}

    def customer(self, number: int) -> None:
        """Somebody makes an account."""
        self.customers[number] = {
            "id": number, "email": f"account{number}@example.com", "first_name": "An",
            "last_name": f"Account{number}", "date_created_gmt": _text(self.now),
            "date_modified_gmt": None, "billing": {},
        }  # fmt: skip

    def review(self, number: int, **changed: Any) -> None:
        """Somebody writes a review, or it is edited; it keeps its time."""
        row = self.reviews.get(number) or {
            "id": number, "date_created_gmt": _text(self.now), "product_id": 1,
            "status": "approved", "reviewer": "Li Lei", "verified": True, "rating": 5,
            "reviewer_email": f"buyer{number}@example.com", "review": "<p>Good tea</p>\n",
        }  # fmt: skip
        self.reviews[number] = {**row, **changed}

    def signature(self, body: bytes) -> str:
        """As the shop signs its webhooks."""
        made = hmac.new(HOOK_SECRET.encode(), body, sha256).digest()
        return base64.b64encode(made).decode()

    def answer(self, asked: Asked) -> Said:
        said = self._answer(asked)
        said.headers["date"] = self.now.strftime("%a, %d %b %Y %H:%M:%S GMT")
        said = self.answers(asked, said)
        if "/wc/v3/" in asked.path:
            self.after_page()
        return said

    def _answer(self, asked: Asked) -> Said:
        if asked.path == "/wp-json/":
            return _json({"name": "Tea House", "namespaces": ["wc/v3"]})
        if not asked.path.startswith("/wp-json/wc/v3/"):
            return _json({"code": "rest_no_route"}, 404)
        if self.is_revoked or not _may(asked, self.url):
            return _json({"code": "woocommerce_rest_cannot_view"}, 401)
        what, *rest = asked.path.removeprefix("/wp-json/wc/v3/").split("/")
        if what == "orders" and rest[1:] == ["refunds"]:
            return _paged(self.refunds.get(int(rest[0]), []), asked)
        if what == "customers":
            return _paged(self._accounts(asked), asked)
        if what == "products" and rest == ["reviews"]:
            shown = asked.query.get("status", "approved")
            rows = [row for row in self.reviews.values() if row["status"] == shown]
            return _paged(_by_time(rows, asked), asked)
        if what in ("orders", "products"):
            rows = self.orders if what == "orders" else self.products
            return _paged(_chosen(list(rows.values()), asked), asked)
        return _json({"code": "rest_no_route"}, 404)

    def _accounts(self, asked: Asked) -> list[Row]:
        rows = sorted(self.customers.values(), key=lambda row: row["id"])
        return rows[::-1] if asked.query.get("order") == "desc" else rows


@contextmanager
def selling() -> Iterator[Shop]:
    """A shop on a local port."""
    shop = Shop()
    with serving(shop.answer, shop.host):
        yield shop


def _order(number: int, made: str) -> Row:
    return {
        "id": number, "number": str(number), "status": "processing", "currency": "CNY",
        "date_created_gmt": made, "date_paid_gmt": made, "date_completed_gmt": None,
        "total": "35.00", "shipping_total": "5.00", "shipping_tax": "0.00", "customer_id": 0,
        "billing": {"email": f"buyer{number}@example.com", "first_name": "Li", "last_name": "Lei"},
        "payment_method": "alipay", "coupon_lines": [], "refunds": [],
        "line_items": [
            {"id": 1, "name": "Green tea", "sku": "SKU-1", "product_id": 1, "variation_id": 0,
             "quantity": 2, "subtotal": "20.00", "subtotal_tax": "0.00", "total": "20.00",
             "total_tax": "0.00"},
            {"id": 2, "name": "Cup", "sku": "SKU-2", "product_id": 2, "variation_id": 0,
             "quantity": 1, "subtotal": "12.00", "subtotal_tax": "0.00", "total": "10.00",
             "total_tax": "0.00"},
        ],
    }  # fmt: skip


def _by_time(rows: list[Row], asked: Asked) -> list[Row]:
    rows = sorted(rows, key=lambda row: (row["date_created_gmt"], row["id"]))
    return rows[::-1] if asked.query.get("order", "desc") == "desc" else rows


def _chosen(rows: list[Row], asked: Asked) -> list[Row]:
    query = asked.query
    status = query.get("status", "any")
    rows = [row for row in rows if (row["status"] == "trash") == (status == "trash")]
    if included := query.get("include"):
        numbers = {int(one) for one in included.split(",")}
        rows = [row for row in rows if row["id"] in numbers]
    for word, name in (("modified_", "date_modified_gmt"), ("", "date_created_gmt")):
        if after := query.get(f"{word}after"):
            rows = [row for row in rows if row[name] > after]
        if before := query.get(f"{word}before"):
            rows = [row for row in rows if row[name] < before]
    by = "date_modified_gmt" if query.get("orderby") == "modified" else "date_created_gmt"
    rows.sort(key=lambda row: (row[by], row["id"]))
    return rows if query.get("order") == "asc" else rows[::-1]


def _paged(rows: list[Row], asked: Asked) -> Said:
    size, page = int(asked.query.get("per_page", "10")), int(asked.query.get("page", "1"))
    if not 1 <= size <= 100:
        return _json({"code": "rest_invalid_param"}, 400)
    said = _json(rows[(page - 1) * size : page * size])
    said.headers["x-wp-total"] = str(len(rows))
    said.headers["x-wp-totalpages"] = str(math.ceil(len(rows) / size))
    return said


def _may(asked: Asked, url: str) -> bool:
    """OAuth 1.0a in the query, as the shop checks it where there is no TLS."""
    given = dict(asked.query)
    told = given.pop("oauth_signature", "")
    if given.get("oauth_consumer_key") != KEY or not given.get("oauth_nonce"):
        return False
    pairs = sorted((quote(k, safe="~"), quote(v, safe="~")) for k, v in given.items())
    text = "&".join(f"{k}={v}" for k, v in pairs)
    base = "&".join([asked.verb, quote(url + asked.path, safe="~"), quote(text, safe="~")])
    made = hmac.new(f"{SECRET}&".encode(), base.encode(), sha256).digest()
    return hmac.compare_digest(base64.b64encode(made).decode(), told)


def _json(value: Any, status: int = 200) -> Said:
    return Said(json.dumps(value).encode(), status)


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S")
