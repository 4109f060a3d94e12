"""Shopify, by its GraphQL Admin API: history by bulk operations, changes by pages.

Pages come by the time of the last change, each behind the last row of the one before: a row that
changes meanwhile moves to what is still to come. Shopify's search follows its shop with a delay,
which the overlap of spans covers. Webhooks only make us ask sooner, but for those on privacy.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from huike.flow.ingest.connect.calling import Tended
from huike.flow.ingest.connect.contract import (
    Ask,
    Checked,
    Customer,
    Field,
    Kind,
    Order,
    Page,
    Product,
    Refused,
    Settings,
    Tools,
    Unreadable,
    Unsound,
    What,
    Words,
)
from huike.flow.ingest.connect.kinds.shopify import asking, bulk, hooks, reading
from huike.flow.ingest.connect.kinds.shopify.bulk import Mark
from huike.flow.ingest.connect.kinds.shopify.gateway import Gateway, TooCostly, fit
from huike.flow.ingest.connect.rules.reading import time

_FIRST, _BELOW = 50, 20  # rows of a page, and of what hangs below each; halved where it costs much
_MORE = 50  # of what did not fit below its row
_AT_ONCE = 10  # orders whose refunds are asked for in one call
_SCOPES: dict[What, str] = {
    "products": "read_products",
    "customers": "read_customers",
    "orders": "read_orders",
}
Row = dict[str, Any]


class Shop:
    """A shop of Shopify that is asked."""

    def __init__(self, settings: Settings, tools: Tools) -> None:
        self._gateway = Gateway(settings, tools)
        self._tools = tools
        self._sizes: dict[str, int] = {}

    def check(self) -> Checked:
        """Ask for the shop's name and what the token may read."""
        told = self._gateway.ask(asking.SHOP)
        scopes = {
            str(one["handle"]) for one in told["currentAppInstallation"]["accessScopes"] or ()
        }
        scopes |= {one.replace("write_", "read_", 1) for one in scopes}
        may = tuple(what for what, scope in _SCOPES.items() if scope in scopes)
        if "orders" not in may:
            raise Refused("The app may not read this", code="connector_forbidden", what="orders")
        notes = []
        if "read_all_orders" not in scopes:
            notes.append("orders_of_60_days_only")
        if self._gateway.served != self._gateway.version:
            notes.append("api_version_ended")
        return Checked(shop=str(told["shop"]["name"]), may=may, notes=tuple(notes))

    def tend(self) -> Tended:
        """See to it that the shop calls us."""
        return hooks.tend(self._gateway, self._tools.hook_url)

    def pages(self, ask: Ask) -> Iterator[Page]:
        """History by a bulk operation, or what changed by pages."""
        mark = Mark.of(ask.resume)
        if ask.is_backfill and not mark.is_paged:
            for part in bulk.parts(self._gateway, ask, mark):
                mark = part.mark
                yield self._page(ask.what, part.rows, mark, part.total)
            if not mark.is_paged:
                if mark.operation:
                    return
                yield from self.pages(_again(ask, mark))
                return
        yield from self._follow(ask, mark)

    def _follow(self, ask: Ask, mark: Mark) -> Iterator[Page]:
        query = _span(ask)
        last: datetime | None = None
        while True:
            rows, place = self._rows(ask.what, query, mark.cursor)
            times = [time(row["updatedAt"]) for row in rows]
            if times != sorted(times) or (last and times and times[0] < last):
                raise Unsound("The shop does not keep to the order that was asked for")
            last = times[-1] if times else last
            is_last = not place["hasNextPage"]
            if not rows and not is_last:
                raise Unsound("A page is empty though there are more")
            done = mark.done + len(rows)
            if rows:
                cursor = str(place["endCursor"])
                mark = Mark(done=done, failed=mark.failed, cursor=cursor)
                yield self._page(ask.what, rows, mark, None)
            if is_last:
                return

    def _rows(self, what: What, query: str, cursor: str) -> tuple[list[Row], Row]:
        """A page of rows, with all that hangs below each; a smaller one where it costs too much."""
        below = asking.BELOW[what]

        def ask(size: int) -> Row:
            text = asking.page_of(what, min(_BELOW, size))
            return self._gateway.ask(text, {"first": size, "after": cursor or None, "query": query})

        told = self._affordable(what, _FIRST, ask)[what]
        rows: list[Row] = told["nodes"]
        for row in rows if below else ():
            row[below] = list(self._below(what, row, below))
        return rows, told["pageInfo"]

    def _affordable(self, name: str, first: int, ask: Callable[[int], Row]) -> Row:
        """An answer of as many rows as one call may cost; what is too many stays known."""
        while True:
            size = self._sizes.setdefault(name, first)
            try:
                return ask(size)
            except TooCostly:
                if size == 1:
                    raise Unsound("Not even one row may be asked for") from None
                self._sizes[name] = size // 2

    def _below(self, what: What, row: Row, below: str) -> Iterator[Row]:
        part = row[below]
        while True:
            yield from part["nodes"]
            if not part["pageInfo"]["hasNextPage"]:
                return
            asked = {"id": row["id"], "after": part["pageInfo"]["endCursor"]}
            told = self._affordable(
                below,
                _MORE,
                lambda size, asked=asked: self._gateway.ask(  # type: ignore[misc]
                    asking.more_of(what), {**asked, "first": size}
                ),
            )["node"]
            if not told:
                raise Unsound("A row is gone while it is read")
            part = told[below]

    def _page(self, what: What, rows: list[Row], mark: Mark, total: int | None) -> Page:
        wrong: list[Unreadable] = []
        orders: list[Order] = []
        products: list[Product] = []
        customers: list[Customer] = []
        if what == "orders":
            backs = self._refunds(rows)
            read = _read(
                what, rows, lambda row: reading.order_of(row, backs.get(row["id"], ())), wrong
            )
            orders = list(read)
        elif what == "products":
            several = _read(what, rows, reading.products_of, wrong)
            products = [one for few in several for one in few]
        else:
            customers = list(_read(what, rows, reading.customer_of, wrong))
        return Page(
            resume=mark.text(),
            orders=orders,
            products=products,
            customers=customers,
            unreadable=wrong,
            done=mark.done,
            total=total,
        )

    def _refunds(self, rows: Sequence[Row]) -> dict[str, list[Row]]:
        """The refunds of these orders with their lines, by the orders' ids."""
        ids = [row["id"] for row in rows if row.get("refunds")]
        found: dict[str, list[Row]] = {}
        while ids:
            told = self._affordable(
                "refunds",
                _AT_ONCE,
                lambda size, ids=ids: self._gateway.ask(  # type: ignore[misc]
                    asking.REFUNDS_OF, {"ids": ids[:size]}
                ),
            )["nodes"]
            ids = ids[len(told) :]
            for order in told:
                if order:
                    found[order["id"]] = [self._whole(one) for one in order["refunds"]]
            if not told:
                raise Unsound("Orders are asked for and none is told")
        return found

    def _whole(self, refund: Row) -> Row:
        if not refund["refundLineItems"]["pageInfo"]["hasNextPage"]:
            return refund
        return dict(self._gateway.ask(asking.REFUND, {"id": refund["id"]})["node"] or refund)


def _again(ask: Ask, mark: Mark) -> Ask:
    return Ask(
        what=ask.what,
        since=ask.since,
        until=ask.until,
        is_backfill=ask.is_backfill,
        resume=mark.text(),
    )


def _span(ask: Ask) -> str:
    """What to ask for by pages: of history, all products and customers there are."""
    if not ask.is_backfill:
        return bulk.span_of("updated_at", ask)
    return bulk.span_of("created_at", ask) if ask.what == "orders" else ""


def _read(
    what: What, rows: list[Row], read: Callable[[Mapping[str, Any]], Any], wrong: list[Unreadable]
) -> Iterator[Any]:
    for row in rows:
        try:
            yield read(row)
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            number = str(row.get("name") or row.get("id") or "")
            where = str(problem.args[0])[:100] if isinstance(problem, KeyError) else ""
            wrong.append(Unreadable(what, number[:100], "broken_text", where))


KIND = Kind(
    name="shopify",
    words=Words("Shopify", "Shopify"),
    hint=Words(
        "在 Shopify 的 Dev Dashboard 里建一个自用应用，授予 read_orders、read_all_orders、"
        "read_customers、read_products 权限并安装到店铺，再把客户端 ID 和密钥填到这里。",
        "Create an app of your own in Shopify’s Dev Dashboard with the scopes read_orders, "
        "read_all_orders, read_customers and read_products, install it in the shop, and paste its "
        "client ID and secret here.",
    ),
    fields=(
        Field(
            name="shop",
            words=Words("店铺域名", "Shop"),
            help=Words("例如 tea-house.myshopify.com", "As tea-house.myshopify.com"),
        ),
        Field(
            name="client_id",
            words=Words("客户端 ID", "Client ID"),
            help=Words(
                "用它和密钥换取访问令牌，每天自动更新。",
                "With the secret it gets access tokens, which are renewed by themselves.",
            ),
            is_required=False,
        ),
        Field(
            name="client_secret",
            words=Words("客户端密钥", "Client secret"),
            help=Words(
                "也用来核对 Shopify 的通知是否为真；不填就收不到通知。",
                "It also tells whether webhooks are Shopify’s; without it none is taken.",
            ),
            is_secret=True,
            is_required=False,
        ),
        Field(
            name="old_client_secret",
            words=Words("更换前的客户端密钥", "Client secret before it was changed"),
            help=Words(
                "更换密钥后一小时内，Shopify 可能仍用旧密钥签名。",
                "For an hour after a change Shopify may still sign with the old one.",
            ),
            is_secret=True,
            is_required=False,
        ),
        Field(
            name="access_token",
            words=Words("Admin API 访问令牌（shpat_…）", "Admin API access token (shpat_…)"),
            help=Words(
                "只有 2026 年以前在店铺后台建立的自定义应用才有；填了就不用客户端 ID。",
                "Only custom apps made in the shop’s admin before 2026 have one; with it no "
                "client ID is needed.",
            ),
            is_secret=True,
            is_required=False,
        ),
        Field(
            name="api_version",
            words=Words("API 版本", "API version"),
            help=Words(
                "过期的版本会被 Shopify 换成仍支持的最早版本，测试连接时会提示。",
                "The oldest version that lives answers for one that has ended; the test says so.",
            ),
            default="2026-07",
        ),
        Field(name="granted_token", words=Words("令牌", "Token"), is_secret=True, is_renewed=True),
        Field(name="granted_until", words=Words("到期", "Until"), is_renewed=True),
    ),
    fetches=("products", "customers", "orders"),
    open=Shop,
    pace=10.0,
    every=timedelta(minutes=10),
    hear=hooks.hear,
    fit=fit,
    tends=True,
)
