"""A simulator of Pinduoduo's open platform."""

import hashlib
from datetime import UTC, datetime, timedelta

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
    span,
    written,
)
from tests.support.platforms.serving import Asked

STATES = {"paid": 1, "shipped": 2, "signed": 3}
_LAG = timedelta(minutes=3)


class Pinduoduo(Platform):
    """Half an hour at most, three minutes behind its clock, newest first; numbers only in part."""

    is_short: bool = False  # its list gives numbers only

    def told(self, asked: Asked) -> Row:
        form = asked.form
        text = "".join(key + form[key] for key in sorted(form) if key != "sign")
        made = hashlib.md5(f"{SECRET}{text}{SECRET}".encode()).hexdigest().upper()
        if form.get("client_id") != APP_KEY or "" in form.values() or made != form.get("sign"):
            raise Wrong(20004, "", "sign")
        if form.get("data_type") != "JSON" or form.get("version") != "V1":
            raise Wrong(10001, "", "data_type")
        method = form["type"]
        if method == "pdd.pop.auth.token.refresh":
            return {"pop_auth_token_refresh_response": self.renewed(form["refresh_token"])}
        at = datetime.fromtimestamp(int(form["timestamp"]), UTC)
        self.admit(form.get("access_token"), at, form)
        match method:
            case "pdd.order.number.list.increment.get":
                return {"order_sn_increment_get_response": self._changed(form)}
            case "pdd.order.list.get":
                return {"order_list_get_response": self._history(form)}
            case "pdd.order.information.get":
                return {"order_info_get_response": {"order_info": _row(self._one(form))}}
        raise Wrong(10001, "", "type")

    def wrong(self, why: Wrong) -> Row:
        code = {31: 10000, 19: 10019, 20: 10019, 40: 10001}.get(why.code, why.code)
        error = {"error_code": code, "error_msg": "error", "sub_code": why.sub, "sub_msg": why.text}
        return {"error_response": error}

    def _one(self, form: Row) -> Sold:
        if form["order_sn"] not in self.sold:
            raise Wrong(10001, "", "order_sn")
        return self.sold[form["order_sn"]]

    def _changed(self, form: Row) -> Row:
        fields_of(form, "order_status", "refund_status", "is_lucky_flag")
        start, end = self._span(form, "updated", timedelta(minutes=30))
        if end > self.now() - _LAG:
            raise Wrong(10001, "", "end_updated_at")
        found = self.within("changed", start, end, newest_first=True)
        rows = [{"order_sn": one.number} if self.is_short else _row(one) for one in found]
        return self._page(form, rows, "order_sn_list")

    def _history(self, form: Row) -> Row:
        start, end = self._span(form, "confirm", timedelta(hours=24))
        found = self.within("made", start, end, newest_first=True)
        return self._page(form, [_row(one) for one in found], "order_list")

    def _span(self, form: Row, by: str, most: timedelta) -> tuple[datetime, datetime]:
        first, last = fields_of(form, f"start_{by}_at", f"end_{by}_at")
        start, end = (datetime.fromtimestamp(int(one), UTC) for one in (first, last))
        return span(start, end, most)

    def _page(self, form: Row, rows: list[Row], name: str) -> Row:
        found = cut(rows, int(form["page"]), int(form["page_size"]))  # type: ignore[arg-type]
        return {name: found, "total_count": len(rows), "request_id": "1"}


def _row(one: Sold) -> Row:
    return {
        "order_sn": one.number,
        "order_status": STATES.get(one.state, 1),
        "refund_status": 4 if one.is_refunded else 1,
        "created_time": written(one.made),
        "pay_time": written(one.made),
        "confirm_time": written(one.made),
        "updated_at": written(one.changed),
        "pay_amount": float(one.total),
        "postage": 0,
        "receiver_name": CANARIES[4],
        "receiver_name_mask": CANARIES[0],
        "receiver_phone": CANARIES[1],
        "address": CANARIES[2],
        "item_list": [
            {"goods_id": 9, "outer_id": "TEA-1", "goods_name": "龙井", "goods_count": 2,
             "goods_price": float(one.total) / 2}
        ],
    }  # fmt: skip
