"""A Shopify of our own making: its GraphQL Admin API over a schema that refuses what it lacks.

Questions are paid for from a bucket of points; bulk operations write lines in no order; a
connection within a list is refused there, as at the real one.
"""

import base64
import hmac
import json
import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from graphql import GraphQLSchema, build_schema, graphql_sync, parse, validate
from graphql.language import FieldNode, OperationDefinitionNode

from tests.support.platforms import shopify_rows as rows
from tests.support.platforms.serving import Asked, Host, Said, serving

TOKEN, CLIENT_ID, CLIENT_SECRET = "shpat_test", "client", "hush"
SCOPES = ("read_orders", "read_all_orders", "read_customers", "write_products")
Row = dict[str, Any]
_SPAN = re.compile(r"(created_at|updated_at):(>=|<=)'([^']+)'")
_BELOW = {"lineItems", "variants", "refundLineItems"}


@dataclass
class Operation:
    """A bulk operation: how often it is looked at until it ends, and how."""

    row: Row
    lines: list[str] = field(default_factory=list)
    looks: int = 2
    end: str = "COMPLETED"


@dataclass
class Shop:
    """What is in the shop; a test changes it as a merchant and buyers would."""

    host: Host = field(default_factory=Host)
    now: datetime = field(
        default_factory=lambda: (datetime.now(UTC) - timedelta(days=2)).replace(microsecond=0)
    )
    orders: dict[int, Row] = field(default_factory=dict)
    products: dict[int, Row] = field(default_factory=dict)
    customers: dict[int, Row] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)
    subscriptions: list[Row] = field(default_factory=list)
    scopes: tuple[str, ...] = SCOPES
    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    ends: list[str] = field(default_factory=list)  # how the next operations end
    left: float = 1000.0  # points in the bucket
    restore: float = 100_000.0  # points a second
    throttled: int = 0  # so many of the next questions are not paid
    most: float = 1000.0  # that one question may cost
    served: str = ""  # another version that answers
    is_cut: bool = False  # the next document ends in the middle
    answers: Callable[[Asked, Said], Said] = lambda _asked, said: said
    after_page: Callable[[], None] = lambda: None

    @property
    def url(self) -> str:
        return self.host.url

    def pass_time(self, seconds: float) -> None:
        """The shop's clock goes on."""
        self.now += timedelta(seconds=seconds)

    def order(self, number: int, **changed: Any) -> Row:
        """A buyer orders, or an order changes; its time of change is now."""
        row = self.orders.setdefault(number, rows.order(number, text(self.now)))
        row |= {**changed, "updatedAt": text(self.now)}
        return row

    def refund(self, number: int, refund_id: int, amount: str, **more: str) -> None:
        """Money goes back."""
        made = rows.refund(refund_id, amount, text(self.now), **more)
        self.order(number, refunds=[*self.orders[number]["refunds"], made])

    def product(self, number: int, **changed: Any) -> None:
        row = self.products.setdefault(number, rows.product(number, text(self.now)))
        row |= {**changed, "updatedAt": text(self.now)}

    def customer(self, number: int, state: str = "NOT_SUBSCRIBED", at: str | None = None) -> None:
        made = rows.customer(number, text(self.now), state, at)
        self.customers[number] = {**self.customers.get(number, made), **made}

    def answer(self, asked: Asked) -> Said:
        said = self._answer(asked)
        said.headers["date"] = self.now.strftime("%a, %d %b %Y %H:%M:%S GMT")
        said = self.answers(asked, said)
        if asked.path.endswith("graphql.json"):
            self.after_page()
        return said

    def _answer(self, asked: Asked) -> Said:
        if asked.path == "/admin/oauth/access_token":
            return self._grant(asked)
        if asked.path.startswith("/bulk/"):
            return self._document(int(asked.path.rpartition("/")[2]))
        version = re.fullmatch(r"/admin/api/([^/]+)/graphql\.json", asked.path)
        if version is None:
            return _json({"errors": "Not Found"}, 404)
        if asked.headers.get("x-shopify-access-token") not in self.tokens:
            return _json({"errors": "[API] Invalid API key or access token"}, 401)
        said = self._graphql(json.loads(asked.body))
        said.headers["x-shopify-api-version"] = self.served or version.group(1)
        return said

    def _grant(self, asked: Asked) -> Said:
        given = asked.form
        if (given.get("client_id"), given.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return _json({"error": "invalid_client"}, 400)
        token = f"granted-{len(self.tokens)}"
        self.tokens.add(token)
        return _json({"access_token": token, "scope": ",".join(self.scopes), "expires_in": 86399})

    def _graphql(self, asked: Row) -> Said:
        cost = _cost(asked["query"], asked.get("variables") or {})
        bucket = {"maximumAvailable": 1000.0, "restoreRate": self.restore}
        told: Row = {"requestedQueryCost": cost, "actualQueryCost": None}
        told["throttleStatus"] = {**bucket, "currentlyAvailable": self.left}
        if cost > self.most:
            return _json(_error("MAX_COST_EXCEEDED", told))
        if self.throttled:
            self.throttled -= 1
            told["throttleStatus"]["currentlyAvailable"] = 0.0
            return _json(_error("THROTTLED", told))
        done = graphql_sync(
            schema(),
            asked["query"],
            root_value=self,
            variable_values=asked.get("variables"),
            field_resolver=_resolve,
            type_resolver=lambda value, *_: value["__typename"],
        )
        told["actualQueryCost"] = cost
        answer: Row = {"data": done.data, "extensions": {"cost": told}}
        if done.errors:
            answer["errors"] = [{"message": one.message} for one in done.errors]
        return _json(answer)

    def run(self, query: str) -> Row:
        """Begin a bulk operation; what it finds is what there is now."""
        wrong = [one.message for one in validate(schema(), parse(query))]
        if _has_connection_in_list(query):
            wrong.append("Queries that contain a connection field within a list field")
        if any(one.row["status"] in ("CREATED", "RUNNING") for one in self.operations):
            return {"userErrors": [{"code": "OPERATION_IN_PROGRESS", "message": "Busy"}]}
        if wrong:
            return {"userErrors": [{"code": "INVALID", "message": wrong[0]}]}
        done = graphql_sync(schema(), query, root_value=self, field_resolver=_resolve)
        [found] = (done.data or {}).values()
        lines = list(_lines(found, None))
        random.Random(7).shuffle(lines)
        number = len(self.operations) + 1
        row = {
            "__typename": "BulkOperation", "id": rows.gid("BulkOperation", number),
            "status": "CREATED", "errorCode": None, "objectCount": len(lines),
            "rootObjectCount": len(found["edges"]), "fileSize": None, "url": None,
        }  # fmt: skip
        end = self.ends.pop(0) if self.ends else "COMPLETED"
        self.operations.append(Operation(row, lines, end=end))
        return {"bulkOperation": row, "userErrors": []}

    def look(self, operation: Operation) -> Row:
        """How an operation stands; each look brings it nearer to its end."""
        operation.looks -= 1
        status, _, why = operation.end.partition(":")
        operation.row["status"] = status if operation.looks < 0 else "RUNNING"
        if operation.looks < 0:
            operation.row["errorCode"] = why or None
            if status == "COMPLETED" and operation.lines:
                number = self.operations.index(operation)
                operation.row["url"] = f"{self.url}/bulk/{number}"
        return operation.row

    def _document(self, number: int) -> Said:
        lines = self.operations[number].lines
        if self.is_cut:
            self.is_cut, lines = False, lines[: len(lines) // 2]
        return Said("".join(f"{one}\n" for one in lines).encode())

    def node(self, gid: str) -> Row | None:
        """A row by its id."""
        for operation in self.operations:
            if operation.row["id"] == gid:
                return self.look(operation)
        known = [*self.orders.values(), *self.products.values(), *self.customers.values()]
        known += [one for row in self.orders.values() for one in row["refunds"]]
        return next((row for row in known if row["id"] == gid), None)

    def subscribe(self, topic: str, uri: str) -> Row:
        """Somebody wants to be called; only by TLS."""
        if not uri.startswith("https://"):
            return {"userErrors": [{"field": ["uri"], "message": "Address protocol is not https"}]}
        number = len(self.subscriptions) + 1
        made = {"id": rows.gid("WebhookSubscription", number), "topic": topic, "uri": uri}
        self.subscriptions.append({"__typename": "WebhookSubscription", **made})
        return {"webhookSubscription": self.subscriptions[-1], "userErrors": []}


@contextmanager
def selling() -> Iterator[Shop]:
    """A shop on a local port."""
    shop = Shop()
    with serving(shop.answer, shop.host):
        yield shop


@cache
def schema() -> GraphQLSchema:
    """The part of the Admin API that is simulated."""
    return build_schema(Path(__file__).with_suffix(".graphql").read_text())


def signature(body: bytes, secret: str = CLIENT_SECRET) -> str:
    """As Shopify signs its webhooks."""
    return base64.b64encode(hmac.new(secret.encode(), body, sha256).digest()).decode()


def text(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _resolve(source: Any, info: Any, **given: Any) -> Any:
    name = info.field_name
    if isinstance(source, Shop):
        return _root(source, name, given)
    value = source[name]
    is_connection = name in _BELOW or (info.parent_type.name, name) == ("Refund", "transactions")
    return _connection(value, given, lambda row: row["id"]) if is_connection else value


def _root(shop: Shop, name: str, given: Row) -> Any:
    if name == "shop":
        return {"name": "Tea House", "myshopifyDomain": "tea.myshopify.com", "currencyCode": "CNY"}
    if name == "currentAppInstallation":
        return {"accessScopes": [{"handle": one} for one in shop.scopes]}
    if name == "node":
        return shop.node(given["id"])
    if name == "nodes":
        return [shop.node(one) for one in given["ids"]]
    if name == "bulkOperationRunQuery":
        return {"bulkOperation": None, **shop.run(given["query"])}
    if name == "webhookSubscriptionCreate":
        made = shop.subscribe(given["topic"], given["webhookSubscription"]["uri"])
        return {"webhookSubscription": None, **made}
    if name == "webhookSubscriptions":
        return _connection(shop.subscriptions, given, lambda row: row["id"])
    return _connection(_chosen(shop, name, given.get("query") or ""), given, _key)


def _chosen(shop: Shop, name: str, query: str) -> list[Row]:
    found = list(getattr(shop, name).values())
    for word, sign, at in _SPAN.findall(query):
        field_name = "createdAt" if word == "created_at" else "updatedAt"
        found = [
            row
            for row in found
            if (row[field_name] >= at if sign == ">=" else row[field_name] <= at)
        ]
    return sorted(found, key=_key)


def _key(row: Row) -> str:
    return f"{row['updatedAt']} {row['id'].rpartition('/')[2]:0>12}"


def _connection(found: list[Row], given: Row, key: Callable[[Row], str]) -> Row:
    """Rows behind a cursor, which is the last one's place in the order."""
    if after := given.get("after"):
        place = base64.b64decode(after).decode()
        if key is _key:
            found = [row for row in found if key(row) > place]
        else:
            found = found[[key(row) for row in found].index(place) + 1 :]
    first = given.get("first") or len(found)
    part = found[:first]
    cursor = base64.b64encode(key(part[-1]).encode()).decode() if part and "id" in part[-1] else ""
    place_now = {"hasNextPage": len(found) > first, "endCursor": cursor or None}
    return {"nodes": part, "edges": [{"node": row} for row in part], "pageInfo": place_now}


def _lines(found: Row, parent: str | None) -> Iterator[str]:
    for edge in found["edges"]:
        node = dict(edge["node"])
        below = [node.pop(name) for name in list(node) if name in _BELOW]
        told = {**node, "__parentId": parent} if parent else node
        yield json.dumps(told)
        for one in below:
            yield from _lines(one, node["id"])


def _cost(query: str, variables: Row) -> float:
    """Points: an object is one, a connection as many as it may bring."""

    def of(part: FieldNode) -> float:
        own = sum(of(one) for one in _fields(part))
        if not part.selection_set:
            return 0
        given = {one.name.value: one.value for one in part.arguments}
        if "first" in given:
            value: Any = given["first"]
            first = getattr(value, "value", None) or variables.get(value.name.value, 1)
            return 2 + int(first) * max(own, 1)
        return 1 + own

    [operation] = parse(query).definitions
    is_change = operation.operation.value == "mutation"  # type: ignore[attr-defined]
    return (10 if is_change else 0) + sum(of(one) for one in _fields(operation))


def _fields(part: Any) -> Iterator[FieldNode]:
    for one in part.selection_set.selections if part.selection_set else ():
        if isinstance(one, FieldNode):
            yield one
        else:
            yield from _fields(one)


def _has_connection_in_list(query: str) -> bool:
    lists = {"refunds", "fulfillments", "transactions"}

    def within(part: FieldNode, is_listed: bool) -> bool:
        name = part.name.value
        if is_listed and (name in _BELOW or name == "transactions"):
            return True
        return any(within(one, is_listed or name in lists) for one in _fields(part))

    [operation] = parse(query).definitions
    assert isinstance(operation, OperationDefinitionNode)
    return any(within(one, False) for one in _fields(operation))


def _error(code: str, cost: Row) -> Row:
    one = {"message": code.title(), "extensions": {"code": code}}
    return {"errors": [one], "extensions": {"cost": cost}}


def _json(value: Any, status: int = 200) -> Said:
    return Said(json.dumps(value).encode(), status)
