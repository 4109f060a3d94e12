"""A made merchant of any size, written straight into the warehouse by its own engine.

One big workspace and 19 small ones. Every tenth order has a newer version, spread over all ages and
landed afterwards; every hundredth customer turned out to be somebody else; a person is known in the
shops they ordered in. Numbers come from hashes, so that equal sizes are equal data.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from huike.base.warehouse import facade as warehouse
from huike.library.facts import facade as facts

SHOPS = 5
SMALL_WORKSPACES = 19
_ORDER_DAYS, _EVENT_DAYS = 720, 360
_SLICE_DAYS = 30  # the big workspace's history lands month by month
_BATCHES_OF_VERSIONS = 10

_SHOP = "[1, 1, 1, 2, 2, 3, 3, 4, 4, 5][1 + {hash} % 10]"
_WHEN = "{{start:DateTime64(3, 'UTC')}} + toIntervalSecond(cityHash64(n, 'at') % {seconds})"
_NUMBERS = "(SELECT toUInt64({start_n} + number) AS n FROM numbers({count}))"
# Some buy often, most seldom.
_BUYER = (
    "toUInt32(1 + floor({customers} * pow(cityHash64(n, 'who', {salt}) % 1000003 / 1000003, 1.5)))"
)

_ORDERS = """
INSERT INTO orders (workspace_id, shop_id, order_no, customer_id, origin_id, kind, status,
    ordered_at, amount, refund, discount, quantity, line_count, currency, currency_amount,
    landed_at, batch_id, version, is_deleted)
SELECT {workspace}, {shop}, leftPad(toString(cityHash64(n, 'no', {workspace})), 20, '0'),
    {buyer} AS customer_id, customer_id,
    if(cityHash64(n, 'kind') % 50 = 0, 'return', 'sale') AS kind,
    ['placed', 'paid', 'shipped', 'completed', 'completed', 'completed', 'completed', 'completed',
     'cancelled', 'refunded'][1 + cityHash64(n, 'status') % 10],
    {when}, if(kind = 'sale', 1000 + cityHash64(n, 'paid') % 50000, 0) AS amount,
    if(kind = 'sale', 0, 1000), 0, 1 + n % 3, 1 + n % 4, 'CNY', amount,
    {{start:DateTime64(3, 'UTC')}}, {{batch:UInt64}}, 1, 0
FROM {numbers}
"""
_VERSIONS = """
INSERT INTO orders
SELECT * REPLACE (
    if(cityHash64(order_no, 'back') % 4 = 0, 'refunded', 'completed') AS status,
    if(status = 'refunded', amount, 0) AS refund,
    2 AS version,
    cityHash64(order_no, 'gone') % 1000 = 0 AS is_deleted
)
FROM orders AS o
WHERE o.version = 1 AND cityHash64(order_no, 'version') % 100 = {batch:UInt64}
"""
_EVENTS = """
INSERT INTO events (workspace_id, event, customer_id, origin_id, shop_id, occurred_at, landed_at,
    message_id, props, batch_id)
SELECT {workspace},
    multiIf(n % 20 < 14, 'view', n % 20 < 17, 'cart', n % 20 < 19, 'search', 'login'),
    {buyer} AS customer_id, customer_id, {shop}, {when}, {{start:DateTime64(3, 'UTC')}},
    lower(hex(cityHash64(n, 'id'))), '{{}}', {{batch:UInt64}}
FROM {numbers}
"""
_MESSAGES = """
INSERT INTO messages (workspace_id, customer_id, message_id, source, source_id, channel, kind,
    reason, at, link, batch_id)
SELECT {workspace}, {first} + cityHash64(n, 'to') % {customers}, n, 'broadcast',
    {{batch:UInt64}}, 'email',
    multiIf(n % 10 < 5, 'sent', n % 10 < 8, 'delivered', n % 10 = 8, 'opened', 'clicked'),
    '', {when}, '', {{batch:UInt64}}
FROM {numbers}
"""
# Shops of registration for three in ten, and every shop of an order.
_CUSTOMERS = """
INSERT INTO customers (workspace_id, customer_id, created_at, shop_ids, has_email, has_phone,
    has_user_id, attributes, version, is_deleted)
SELECT {workspace}, id, {{start:DateTime64(3, 'UTC')}},
    arrayDistinct(arrayConcat(o.shops, if(id % 10 < 3, [toUInt32(1 + id % {shops})], []))),
    1, id % 2, 1, map('city', toString(id % 50)), 1, 0
FROM (SELECT toUInt32({first} + number) AS id FROM numbers({customers})) AS c
LEFT JOIN (
    SELECT customer_id, groupUniqArray(shop_id) AS shops FROM {orders}
    WHERE workspace_id = {workspace} GROUP BY customer_id
) AS o ON o.customer_id = c.id
"""
_OVERRIDES = """
INSERT INTO overrides (workspace_id, customer_id, survivor_id, version, is_deleted)
SELECT {workspace}, 100 * number + 1 + number % 10 AS id, id + 10, 1, 0
FROM numbers({customers} / 100)
"""


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much of everything the big workspace has."""

    customers: int
    orders: int
    events: int
    messages: int

    @classmethod
    def of(cls, scale: float) -> "Size":
        """The full size of the design, times the scale."""
        return cls(
            customers=round(1_000_000 * scale),
            orders=round(10_000_000 * scale),
            events=round(50_000_000 * scale),
            messages=round(10_000_000 * scale),
        )

    def small(self) -> "Size":
        """A hundredth of it."""
        return Size(
            customers=self.customers // 100,
            orders=self.orders // 100,
            events=self.events // 100,
            messages=self.messages // 100,
        )


def fill(size: Size, *, workspace_id: int, now: datetime) -> None:
    """Write all facts of all workspaces, up to now; the versions come last."""
    _ask(_OVERRIDES.format(workspace=workspace_id, customers=size.customers), "overrides", {})
    _workspace(size, workspace_id, 1, now)
    for n in range(1, SMALL_WORKSPACES + 1):
        small = size.small()
        first = size.customers + (n - 1) * small.customers + 1
        _workspace(small, workspace_id + n, first, now)
    for batch in range(_BATCHES_OF_VERSIONS):
        _ask(_VERSIONS, f"versions-{batch}", {"batch": batch})


def settle() -> None:
    """Bring every month's parts together, as the engine does when they are left alone."""
    for table in ("orders", "customers"):
        warehouse.execute(f"OPTIMIZE TABLE {table} FINAL", seconds=1800)


def _workspace(size: Size, workspace: int, first: int, now: datetime) -> None:
    plain = {"workspace": workspace, "first": first, "customers": size.customers, "shops": SHOPS}
    for table, sql, rows, days in (
        ("orders", _ORDERS, size.orders, _ORDER_DAYS),
        ("events", _EVENTS, size.events, _EVENT_DAYS),
        ("messages", _MESSAGES, size.messages, _EVENT_DAYS),
    ):
        slices = days // _SLICE_DAYS if first == 1 else 1
        span, count = timedelta(days=days) / slices, rows // slices
        buyer = _BUYER.format(customers=size.customers, salt=len(table))
        words = {
            **plain,
            "when": _WHEN.format(seconds=int(span.total_seconds())),
            "shop": _SHOP.format(hash=f"cityHash64(n, '{table}')"),
            "buyer": buyer if first == 1 else f"{first} - 1 + {buyer}",
        }
        for at in range(slices):
            numbers = _NUMBERS.format(start_n=at * count, count=count)
            params = {"start": now - (slices - at) * span, "batch": at}
            _ask(sql.format(**words, numbers=numbers), f"{table}-{workspace}-{at}", params)
    start = now - timedelta(days=_ORDER_DAYS)
    orders = facts.current("orders", workspace=str(workspace))
    filled = _CUSTOMERS.format(**plain, orders=orders)
    _ask(filled, f"customers-{workspace}", {"start": start})


def _ask(sql: str, token: str, params: dict[str, object]) -> None:
    warehouse.execute(sql, params, token=token, seconds=1800)
