"""A simulator of Youzan's cloud."""

import json
from datetime import timedelta

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
    span,
    written,
)
from tests.support.platforms.serving import Asked

STATES = {
    "unpaid": "WAIT_BUYER_PAY",
    "paid": "WAIT_SELLER_SEND_GOODS",
    "shipped": "WAIT_BUYER_CONFIRM_GOODS",
    "signed": "TRADE_SUCCESS",
    "closed": "TRADE_CLOSED",
}


class Youzan(Platform):
    """Calls are not signed: the token in the address is all; a pair of times, never half of one."""

    def told(self, asked: Asked) -> Row:
        given = json.loads(asked.body)
        if asked.path == "/auth/token":
            return self._token(given)
        self.admit(asked.query.get("access_token"), self.now(), given)
        if asked.path != "/api/youzan.trades.sold.get/4.0.4":
            raise Wrong(404, "", "no such call")
        return {"code": 200, "success": True, "message": "successful", "data": self._listed(given)}

    def wrong(self, why: Wrong) -> Row:
        if why.code == 106_000_001:
            return {"code": why.code, "success": False, "message": why.text, "data": None}
        code = {19: 4203, 7: 4205}.get(why.code, why.code)
        return {"gw_err_resp": {"err_code": code, "err_msg": why.text, "trace_id": "1"}}

    def _token(self, given: Row) -> Row:
        known = (APP_KEY, SECRET, "silent", "4711")
        names = ("client_id", "client_secret", "authorize_type", "grant_id")
        if tuple(given.get(name) for name in names) != known:
            return {"code": 4101, "success": False, "message": "client", "data": None}
        token = f"silent{len(self.tokens)}"
        until = self.now() + timedelta(hours=2)
        self.tokens[token] = until
        data = {"access_token": token, "expires": int(until.timestamp() * 1000), "scope": "x"}
        return {"code": 200, "success": True, "data": data}

    def _listed(self, given: Row) -> Row:
        pairs = [by for by in ("success", "update", "created") if f"start_{by}" in given]
        if not pairs:
            raise Wrong(106_000_001, "", "no times")
        first, last = fields_of(given, f"start_{pairs[0]}", f"end_{pairs[0]}")
        start, end = moment(first), moment(last)
        if end - start > timedelta(days=366):
            raise Wrong(106_000_001, "", "more than a year")
        span(start, end, timedelta(days=366))
        by = "made" if pairs[0] == "created" else "changed"
        found = self.within(by, start, end, newest_first=True)
        rows = [_row(one) for one in cut(found, given["page_no"], given["page_size"])]
        return {"full_order_info_list": rows, "total_results": len(found)}


def _row(one: Sold) -> Row:
    paid = {} if one.state == "unpaid" else {"pay_time": written(one.made)}
    return {
        "full_order_info": {
            "order_info": {
                "tid": one.number,
                "status": STATES[one.state],
                "created": written(one.made),
                "update_time": written(one.changed),
                "refund_state": 12 if one.is_refunded else 0,
                **paid,
            },
            "pay_info": {"payment": one.total, "post_fee": "0.00"},
            "buyer_info": {"yz_open_id": one.buyer, "buyer_phone": CANARIES[4]},
            "address_info": {"receiver_name": CANARIES[0], "receiver_tel": CANARIES[4]},
            "orders": [
                {"oid": f"{one.number}1", "outer_sku_id": "TEA-1", "title": "龙井", "num": 2,
                 "price": str(float(one.total) / 2), "buyer_messages": CANARIES[2]}
            ],
        }
    }  # fmt: skip
