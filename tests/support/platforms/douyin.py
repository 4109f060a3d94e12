"""A simulator of Douyin's open platform."""

import hashlib
import hmac
import json
from datetime import UTC, datetime

from tests.support.platforms.orders import (
    APP_KEY,
    CANARIES,
    SECRET,
    Platform,
    Row,
    Sold,
    Wrong,
    cut,
    fields_of,
    moment,
)
from tests.support.platforms.serving import Asked

STATES = {"unpaid": 1, "paid": 2, "shipped": 3, "closed": 4, "signed": 5}
_TOKENS = ("token.create", "token.refresh")


class Douyin(Platform):
    """Success is 10000, pages count from 0, amounts are in fen, J is signed as it came."""

    def told(self, asked: Asked) -> Row:
        method, at = asked.query.get("method", ""), asked.query.get("timestamp", "")
        if asked.path != "/" + method.replace(".", "/") or asked.query.get("app_key") != APP_KEY:
            raise Wrong(40, "isv.parameter-invalid", "method")
        pairs = f"app_key{APP_KEY}method{method}param_json{asked.body.decode()}timestamp{at}v2"
        made = hmac.new(SECRET.encode(), f"{SECRET}{pairs}{SECRET}".encode(), hashlib.sha256)
        if made.hexdigest() != asked.query.get("sign"):
            raise Wrong(30, "isv.invalid-sign", "sign")
        given = json.loads(asked.body)
        if asked.body.decode() != json.dumps(
            given, sort_keys=True, separators=(",", ":"), ensure_ascii=False
        ):
            raise Wrong(30, "isv.invalid-sign", "order of names")
        if method in _TOKENS:
            return _good(self._token(method, given))
        self.admit(asked.query.get("access_token"), moment(at), given)
        if method != "order.searchList":
            raise Wrong(40, "isv.method-invalid", method)
        return _good(self._listed(given))

    def wrong(self, why: Wrong) -> Row:
        return {"code": why.code, "msg": "error", "sub_code": why.sub, "sub_msg": why.text}

    def _token(self, method: str, given: Row) -> Row:
        if method == "token.refresh":
            return self.renewed(given.get("refresh_token", ""))
        if given.get("grant_type") != "authorization_self" or given.get("shop_id") != "4711":
            raise Wrong(40, "isv.parameter-invalid", "shop_id")
        self.refresh["own"] = "own"
        return self.renewed("own")

    def _listed(self, given: Row) -> Row:
        by = "create_time" if "create_time_start" in given else "update_time"
        first, last, page, size = fields_of(given, f"{by}_start", f"{by}_end", "page", "size")
        start, end = (datetime.fromtimestamp(one, UTC) for one in (first, last))
        if page * size > 50_000:
            raise Wrong(40, "isv.parameter-invalid", "depth")
        name = "made" if by == "create_time" else "changed"
        found = self.within(name, start, end, newest_first=not given.get("order_asc"))
        rows = [_row(one) for one in cut(found, page + 1, size)]
        return {"shop_order_list": rows, "total": len(found), "page": page, "size": size}


def _good(data: Row) -> Row:
    return {"code": 10_000, "msg": "success", "sub_code": "", "sub_msg": "", "data": data}


def _row(one: Sold) -> Row:
    fen = round(float(one.total) * 100)
    return {
        "order_id": one.number,
        "order_status": STATES[one.state],
        "create_time": int(one.made.timestamp()),
        "update_time": int(one.changed.timestamp()),
        "pay_time": 0 if one.state == "unpaid" else int(one.made.timestamp()),
        "finish_time": int(one.changed.timestamp()) if one.state == "signed" else 0,
        "pay_amount": fen,
        "post_amount": 0,
        "doudian_open_id": one.buyer,
        "encrypt_post_receiver": CANARIES[3],
        "mask_post_receiver": {"name": CANARIES[0]},
        "mask_post_tel": CANARIES[1],
        "sku_order_list": [
            {
                "order_id": f"{one.number}1",
                "product_id": 9,
                "code": "TEA-1",
                "product_name": "龙井",
                "item_num": 2,
                "origin_amount": fen // 2,
                "pay_amount": fen,
                "encrypt_post_tel": CANARIES[3],
                "after_sale_info": {"refund_status": 3 if one.is_refunded else 0},
            }
        ],
    }
