"""A simulator of Taobao's open platform (TOP): its gateway, its token address, its traps.

Strict where the platform is: every call is signed, on time, within its windows and page sizes;
lists are newest first and shift when something changes; fields that were not asked for are absent.
"""

import hashlib
import hmac
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Any

from tests.support.platforms.serving import Asked, Host, Said, serving

CHINA = timezone(timedelta(hours=8))
APP_KEY, SECRET = "12345678", "helloworld"
Row = dict[str, Any]


class Wrong(Exception):
    """An error of the gateway."""

    def __init__(self, code: int, msg: str, sub_code: str = "", sub_msg: str = "") -> None:
        super().__init__(msg)
        self.told = {"code": code, "msg": msg, "sub_code": sub_code, "sub_msg": sub_msg}


@dataclass
class Taobao:
    """One shop at the platform, and the app that asks for it."""

    host: Host = field(default_factory=Host)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    sessions: dict[str, datetime | None] = field(default_factory=lambda: {"test": None})
    refresh: dict[str, str] = field(default_factory=dict)  # refresh token -> the session it gives
    forbidden: set[str] = field(default_factory=set)  # methods that the app may not call
    trades: dict[int, Row] = field(default_factory=dict)
    refunds: dict[int, Row] = field(default_factory=dict)
    items: dict[int, Row] = field(default_factory=dict)
    members: list[Row] = field(default_factory=list)
    queue: dict[int, Row] = field(default_factory=dict)  # messages that are not confirmed
    # What becomes of the next calls: an error for each, None to let one pass.
    errors: list[Wrong | None] = field(default_factory=list)
    calls: list[dict[str, str]] = field(default_factory=list)  # that were signed and on time
    after: Callable[[dict[str, str]], None] = lambda call: None  # something happens meanwhile
    lies: Callable[[dict[str, str], Row], Row] = lambda call, told: told
    is_leaking: bool = False  # sends every field of a trade, asked for or not
    decrypted: Counter[int] = field(default_factory=Counter)  # receivers told, by scene
    decrypt_quota: int = 10_000

    @property
    def gateway(self) -> str:
        """The address of its gateway."""
        return f"{self.host.url}/router/rest"

    @property
    def token_address(self) -> str:
        """The address where tokens are renewed."""
        return f"{self.host.url}/token"

    def now(self) -> datetime:
        """Its time, in whole seconds."""
        return self.clock().astimezone(CHINA).replace(microsecond=0)

    def methods(self) -> list[str]:
        """What was called, in order."""
        return [call["method"] for call in self.calls]

    # ------------------------------------------------------------ over the wire

    def answer(self, asked: Asked) -> Said:
        """One request."""
        headers = {"date": format_datetime(self.clock().astimezone(UTC), usegmt=True)}
        if asked.path == "/token":
            return Said(json.dumps(self._token(asked.form)).encode(), headers=headers)
        if asked.path != "/router/rest":
            return Said(b"{}", 404, headers)
        params = {**asked.query, **asked.form}
        try:
            inside = self._called(params)
            name = params["method"].removeprefix("taobao.").replace(".", "_") + "_response"
            told: Row = {name: self.lies(params, inside)}
        except Wrong as why:
            told = {"error_response": {**why.told, "request_id": "r1"}}
        if params.get("format", "xml") != "json":
            return Said(b"<error_response/>", headers={**headers, "content-type": "text/xml"})
        self.after(params)
        return Said(json.dumps(told, ensure_ascii=False).encode(), headers=headers)

    def _token(self, form: Mapping[str, str]) -> Row:
        if form.get("client_id") != APP_KEY or form.get("client_secret") != SECRET:
            return {"error": "invalid_client", "error_description": "client"}
        if form.get("grant_type") != "refresh_token":
            return {"error": "unsupported_grant_type"}
        session = self.refresh.pop(form.get("refresh_token", ""), None)
        if session is None:
            return {"error": "invalid_grant", "error_description": "refresh token"}
        self.sessions[session] = self.now() + timedelta(days=1)
        again = f"refresh-{session}"
        self.refresh[again] = f"{session}+"
        return {
            "access_token": session,
            "token_type": "Bearer",
            "expires_in": 86400,
            "refresh_token": again,
            "re_expires_in": 2592000,
            "taobao_user_nick": "%E8%8C%B6%E9%93%BA",
        }

    def _called(self, params: dict[str, str]) -> Row:
        self._admit(params)
        self.calls.append(params)
        error = self.errors.pop(0) if self.errors else None
        if error:
            raise error
        method = params["method"]
        if method in self.forbidden:
            raise Wrong(11, "Insufficient isv permissions", "isv.permission-api-package-limit")
        does = getattr(self, "_" + method.replace(".", "_"), None)
        if does is None:
            raise Wrong(22, "Invalid method", "isv.invalid-method")
        return does(params)

    def _admit(self, params: Mapping[str, str]) -> None:
        for name, code in (("method", 21), ("app_key", 28), ("timestamp", 30), ("v", 32)):
            if not params.get(name):
                raise Wrong(code, f"Missing {name}")
        if params["app_key"] != APP_KEY:
            raise Wrong(29, "Invalid app Key", "isv.appkey-not-exists")
        if "" in params.values():
            raise Wrong(25, "Invalid signature", "isv.empty-parameter")
        if params.get("sign") != _sign(params):
            raise Wrong(25, "Invalid signature", "isv.invalid-signature")
        if abs(_moment(params["timestamp"]) - self.now()) > timedelta(minutes=10):
            raise Wrong(31, "Invalid timestamp", "isv.invalid-timestamp")
        session = params.get("session")
        if not session:
            raise Wrong(26, "Missing session", "isv.missing-session")
        until = self.sessions.get(session, datetime.min.replace(tzinfo=UTC))
        if until is not None and until <= self.now():
            raise Wrong(27, "Invalid session", "invalid-sessionkey")

    # ------------------------------------------------------------ methods

    def _taobao_user_seller_get(self, params: Mapping[str, str]) -> Row:
        return {"user": {"nick": "茶铺"}}

    def _taobao_trades_sold_get(self, params: Mapping[str, str]) -> Row:
        start, end = _span(params, "start_created", "end_created")
        if start < self.now() - timedelta(days=93):
            raise Wrong(41, "Invalid arguments", "isv.invalid-parameter:start_created")
        return self._page(params, self.trades, "created", start, end, "trades", "trade")

    def _taobao_trades_sold_increment_get(self, params: Mapping[str, str]) -> Row:
        start, end = _span(params, "start_modified", "end_modified", timedelta(days=1))
        return self._page(params, self.trades, "modified", start, end, "trades", "trade")

    def _taobao_refunds_receive_get(self, params: Mapping[str, str]) -> Row:
        start, end = _span(params, "start_modified", "end_modified")
        return self._page(params, self.refunds, "modified", start, end, "refunds", "refund")

    def _taobao_items_onsale_get(self, params: Mapping[str, str]) -> Row:
        rows = {key: row for key, row in self.items.items() if row["approve_status"] == "onsale"}
        return self._items(params, rows)

    def _taobao_items_inventory_get(self, params: Mapping[str, str]) -> Row:
        rows = {key: row for key, row in self.items.items() if row["approve_status"] != "onsale"}
        return self._items(params, rows)

    def _items(self, params: Mapping[str, str], rows: Mapping[int, Row]) -> Row:
        start, end = _span(params, "start_modified", "end_modified")
        if int(params.get("page_no", 1)) * int(params.get("page_size", 40)) > 20_000:
            raise Wrong(41, "Invalid arguments", "isv.invalid-parameter:page_no")
        given = {**params, "use_has_next": "false"}
        told = self._page(given, rows, "modified", start, end, "items", "item", most=200)
        told["total_results"] = len(_within(rows, "modified", start, end))
        return told

    def _taobao_crm_members_increment_get_privy(self, params: Mapping[str, str]) -> Row:
        start, end = _span(params, "start_modify", "end_modify")
        size, page = int(params["page_size"]), int(params["current_page"])
        if not 2 <= size <= 100 or page < 1:
            raise Wrong(41, "Invalid arguments", "isv.invalid-parameter:page_size")
        rows = dict(enumerate(self.members))
        cut = _within(rows, "modified", start, end)[(page - 1) * size : page * size]
        told = [{name: row[name] for name in row if name != "modified"} for row in cut]
        return {"members": {"crm_member": told}} if told else {"members": {}}

    def _taobao_trade_fullinfo_get(self, params: Mapping[str, str]) -> Row:
        row = self.trades.get(int(params["tid"]))
        if row is None or not self._is_of_types(row, params):
            raise Wrong(15, "Remote service error", "isv.trade-not-exist")
        told = self._shown(row, params)
        if {
            "receiver_name",
            "receiver_address",
            "created",
            "receiver_mobile",
            "receiver_phone",
        } <= set(params["fields"].split(",")):
            told["oaid"] = oaid_of(row)
        return {"trade": told}

    def _taobao_tmc_messages_consume(self, params: Mapping[str, str]) -> Row:
        if not 10 <= int(params["quantity"]) <= 200:
            raise Wrong(41, "Invalid arguments", "isv.invalid-parameter:quantity")
        rows = [{"id": key, **row} for key, row in self.queue.items()][: int(params["quantity"])]
        return {"messages": {"tmc_message": rows}} if rows else {}

    def _taobao_tmc_messages_confirm(self, params: Mapping[str, str]) -> Row:
        ids = params["s_message_ids"].split(",")
        if len(ids) > 200:
            raise Wrong(41, "Invalid arguments", "isv.invalid-parameter:s_message_ids")
        for one in ids:
            self.queue.pop(int(one), None)
        return {"is_success": True}

    def _taobao_top_oaid_decrypt(self, params: Mapping[str, str]) -> Row:
        asked = json.loads(params["query_list"])
        if not 0 < len(asked) <= 20:
            raise Wrong(41, "Invalid arguments", "isv.invalid-parameter:query_list")
        if self.decrypted.total() + len(asked) > self.decrypt_quota:
            raise Wrong(7, "App Call Limited", "isv.oaid-quota-limited-by-day", "day")
        return {"receiver_list": {"receiver": [self._receiver(one) for one in asked]}}

    def _receiver(self, asked: Mapping[str, Any]) -> Row:
        row = self.trades.get(int(asked["tid"]))
        scene = int(asked["scene"])
        if scene not in {*range(1001, 1008), 2001, 2002}:
            raise Wrong(41, "Invalid arguments", "isv.invalid-parameter:scene")
        if row is None or asked["oaid"] != oaid_of(row):
            return {"tid": asked["tid"], "oaid": asked["oaid"], "matched": False}
        self.decrypted[scene] += 1
        told = {
            "tid": asked["tid"],
            "oaid": asked["oaid"],
            "matched": True,
            "privacy_protection": bool(row.get("is_private")),
            "mobile": row["receiver_mobile"],
        }
        if row.get("is_private"):
            told |= {
                "mobile": "17000000000-1234",
                "secret_no_expire_time": written(self.now() + timedelta(days=3)),
            }
        if scene < 2000:
            told |= {"name": row["receiver_name"], "address_detail": row["receiver_address"]}
        return told

    # ------------------------------------------------------------ lists

    def _page(
        self,
        params: Mapping[str, str],
        rows: Mapping[int, Row],
        by: str,
        start: datetime,
        end: datetime,
        outer: str,
        inner: str,
        most: int = 100,
    ) -> Row:
        size, page = int(params.get("page_size", 40)), int(params.get("page_no", 1))
        if not 1 <= size <= most or page < 1:
            raise Wrong(41, "Invalid arguments", "isv.invalid-parameter:page_size")
        found = [row for row in _within(rows, by, start, end) if self._is_of_types(row, params)]
        cut = found[(page - 1) * size : page * size]
        told: Row = {outer: {inner: [self._shown(row, params) for row in cut]}} if cut else {}
        if params.get("use_has_next") == "true":
            told["has_next"] = page * size < len(found)
        else:
            told["total_results"] = len(found)
        return told

    def _is_of_types(self, row: Row, params: Mapping[str, str]) -> bool:
        given = params.get("type", "guarantee_trade,auto_delivery,ec,cod,step")
        return "type" not in row or row["type"] in given.split(",")

    def _shown(self, row: Row, params: Mapping[str, str]) -> Row:
        if self.is_leaking:
            return {name: value for name, value in row.items() if name != "is_private"}
        asked = params.get("fields", "").split(",")
        told = {name: row[name] for name in asked if name in row}
        inner = {one.split(".")[1] for one in asked if one.startswith("orders.")}
        if inner and "orders" in row:
            parts = [
                {name: value for name, value in part.items() if name in inner}
                for part in row["orders"]["order"]
            ]
            told["orders"] = {"order": parts}
        if any(one.startswith("promotion_details") for one in asked):
            told |= {"promotion_details": row.get("promotion_details", {})}
        return told


def oaid_of(row: Row) -> str:
    """The handle of a trade's receiver: another address makes another."""
    text = f"{row['tid']}{row['receiver_name']}{row['receiver_address']}"
    return "o" + hashlib.sha256(text.encode()).hexdigest()[:40]


def written(at: datetime) -> str:
    """A moment as the platform writes it."""
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


@contextmanager
def taobao(**given: Any) -> Iterator[Taobao]:
    """The platform on a port of its own."""
    platform = Taobao(**given)
    with serving(platform.answer, platform.host):
        yield platform


def _sign(params: Mapping[str, str]) -> str:
    """By the rule as the platform's pages tell it, written down here a second time."""
    text = "".join(key + value for key, value in sorted(params.items()) if key != "sign").encode()
    how = params.get("sign_method", "")
    if how == "md5":
        return hashlib.md5(SECRET.encode() + text + SECRET.encode()).hexdigest().upper()
    if how in ("hmac", "hmac-sha256"):
        digest = {"hmac": "md5", "hmac-sha256": "sha256"}[how]
        return hmac.new(SECRET.encode(), text, digest).hexdigest().upper()
    raise Wrong(25, "Invalid signature", "isv.invalid-sign-method")


def _moment(text: str) -> datetime:
    if re.fullmatch(r"\d{13}", text):
        return datetime.fromtimestamp(int(text) / 1000, tz=CHINA)
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
    except ValueError:
        raise Wrong(31, "Invalid timestamp", "isv.invalid-timestamp") from None


def _span(
    params: Mapping[str, str], since: str, until: str, most: timedelta | None = None
) -> tuple[datetime, datetime]:
    if since not in params or until not in params:
        raise Wrong(40, "Missing required arguments", "isv.missing-parameter:" + since)
    start, end = _moment(params[since]), _moment(params[until])
    if end < start or (most is not None and end - start > most):
        raise Wrong(41, "Invalid arguments", "isv.invalid-parameter:" + until)
    return start, end


def _within(rows: Mapping[int, Row], by: str, start: datetime, end: datetime) -> list[Row]:
    """Rows of a span, both ends included; what changed last comes first."""
    found = [row for row in rows.values() if start <= _moment(row[by]) <= end]
    return sorted(found, key=lambda row: (row[by], str(row)), reverse=True)
