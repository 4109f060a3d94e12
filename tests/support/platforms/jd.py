"""A simulator of JD's open platform (JOS)."""

import hashlib
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
    "unpaid": "NOT_PAY",
    "paid": "WAIT_SELLER_STOCK_OUT",
    "shipped": "WAIT_GOODS_RECEIVE_CONFIRM",
    "signed": "FINISHED_L",
    "closed": "TRADE_CANCELED",
}


class Jd(Platform):
    """Status 200 for everything, "responce" as it is spelt, results that must be judged."""

    is_flat: bool = False
    is_refusing: bool = False  # inside of a good envelope

    def told(self, asked: Asked) -> Row:
        if asked.path == "/token":
            if asked.query.get("app_secret") != SECRET:
                raise Wrong(25, "", "secret")
            return self.renewed(asked.query.get("refresh_token", ""))
        form = asked.form
        text = "".join(key + form[key] for key in sorted(form) if key != "sign")
        made = hashlib.md5(f"{SECRET}{text}{SECRET}".encode()).hexdigest().upper()
        if form.get("app_key") != APP_KEY or "" in form.values() or made != form.get("sign"):
            raise Wrong(25, "", "sign")
        self.admit(form.get("access_token"), moment(form["timestamp"]), form)
        if form["method"] != "jingdong.pop.order.search":
            raise Wrong(22, "", "method")
        given = json.loads(form["360buy_param_json"])
        query = given if self.is_flat else given.get("paramOrderJSFQuery", {})
        return {"jingdong_pop_order_search_responce": {"code": "0", "searchorderinfo_result":
            self._listed(query)}}  # fmt: skip

    def wrong(self, why: Wrong) -> Row:
        error = {"code": str(why.code), "zh_desc": why.text, "en_desc": why.text}
        return {"error_response": error}

    def _listed(self, query: Row) -> Row:
        if self.is_refusing:
            result = {"success": False, "numberCode": "12", "englishErrCode": "no right"}
            return {"apiResult": result}
        names = ("start_date", "end_date", "page", "page_size", "order_state", "optional_fields")
        first, last, page, size, states, fields = fields_of(query, *names)
        if not isinstance(page, str) or not isinstance(size, str):
            raise Wrong(40, "", "page is a text")
        start, end = span(moment(first), moment(last), timedelta(days=31))
        by = "made" if query.get("dateType") == "1" else "changed"
        found = self.within(by, start, end, newest_first=query.get("sortType") == "1")
        found = [one for one in found if STATES[one.state] in states.split(",")]
        rows = [_row(one, fields) for one in cut(found, int(page), int(size))]
        result = {"success": True, "numberCode": 0, "englishErrCode": "success"}
        return {"apiResult": result, "orderTotal": len(found), "orderInfoList": rows}


def _row(one: Sold, fields: str) -> Row:
    paid = "0001-01-01 00:00:00" if one.state == "unpaid" else written(one.made)
    whole = {
        "orderId": one.number,
        "orderState": STATES[one.state],
        "orderStartTime": written(one.made),
        "orderEndTime": written(one.changed) if one.state in ("signed", "closed") else "",
        "modified": written(one.changed),
        "paymentConfirmTime": paid,
        "actualPay": one.total,
        "orderPayment": "1.00",
        "freightPrice": "0.00",
        "open_id_buyer": one.buyer,
        "pin": CANARIES[0],
        "itemInfoList": [
            {"skuId": "771", "outerSkuId": "TEA-1", "skuName": "龙井", "itemTotal": "2",
             "jdPrice": str(float(one.total or 0) / 2)}
        ],
    }  # fmt: skip
    asked = fields.split(",")
    return {name: value for name, value in whole.items() if name in asked} | {
        "consigneeInfo": {"fullname": CANARIES[0], "mobile": CANARIES[1]}
    }
