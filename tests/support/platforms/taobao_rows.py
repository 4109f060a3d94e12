"""Trades, refunds and items as Taobao has them, of people who do not exist."""

from datetime import datetime
from typing import Any

from tests.support.platforms.taobao import Row, written

# What a merchant's CRM must not keep, in every trade: a raw look for it finds nothing afterwards.
CANARIES = {
    "buyer_nick": "canarynick",
    "receiver_name": "金丝雀名",
    "receiver_mobile": "13911112222",
    "receiver_phone": "0571-88889999",
    "receiver_address": "金丝雀路9号",
    "buyer_message": "金丝雀留言",
    "buyer_email": "canary@birds.example",
}


def trade(tid: int, created: datetime, modified: datetime | None = None, **more: Any) -> Row:
    """A trade of one or more parts that is paid, unless it is said otherwise."""
    modified = modified or created
    parts = more.pop("parts", None) or [part(tid, price="50.00", num=2, payment="100.00")]
    row: Row = {
        "tid": tid,
        "tid_str": str(tid),
        "type": "guarantee_trade",
        "status": "WAIT_SELLER_SEND_GOODS",
        "created": written(created),
        "modified": written(modified),
        "pay_time": written(created),
        "payment": "100.00",
        "total_fee": "100.00",
        "post_fee": "0.00",
        "buyer_open_uid": f"AAF{tid % 7}",
        "receiver_state": "浙江省",
        "receiver_city": "杭州市",
        "orders": {"order": parts},
        **CANARIES,
    }
    row |= more
    return {name: value for name, value in row.items() if value is not None}


def part(oid: int, **more: Any) -> Row:
    """A part of a trade."""
    return {
        "oid": oid,
        "num_iid": 9000 + oid % 5,
        "outer_iid": f"TEA-{oid % 5}",
        "title": f"龙井 {oid % 5} 号",
        "num": 1,
        "price": "100.00",
        "payment": "100.00",
        "status": "WAIT_SELLER_SEND_GOODS",
        "refund_status": "NO_REFUND",
        **more,
    }


def refund(refund_id: int, tid: int, modified: datetime, **more: Any) -> Row:
    """A refund that was done."""
    return {
        "refund_id": refund_id,
        "tid": tid,
        "oid": tid,
        "status": "SUCCESS",
        "refund_fee": "30.00",
        "created": written(modified),
        "modified": written(modified),
        "dispute_type": "REFUND",
        "refund_phase": "onsale",
        "num": 1,
        "buyer_nick": CANARIES["buyer_nick"],
        **more,
    }


def item(num_iid: int, modified: datetime, **more: Any) -> Row:
    """An item on sale."""
    return {
        "num_iid": num_iid,
        "title": f"茶 {num_iid}",
        "price": "88.00",
        "outer_id": f"TEA-{num_iid}",
        "approve_status": "onsale",
        "modified": written(modified),
        **more,
    }


def message(tid: int, topic: str = "taobao_trade_TradeBuyerPay") -> Row:
    """What the message service says of a trade: more than is believed."""
    content = f'{{"tid":{tid},"oid":{tid},"payment":"1.00","buyer_nick":"canarynick"}}'
    return {
        "topic": topic,
        "content": content,
        "pub_time": "2026-11-20 10:00:00",
        "user_nick": "茶铺",
    }
