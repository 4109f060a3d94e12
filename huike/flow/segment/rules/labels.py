"""What a rule builder offers: kinds of conditions, operators, measures, windows, with words."""

from dataclasses import asdict, dataclass
from typing import Any

from huike.flow.segment.rules import language as lang
from huike.flow.segment.rules.check import MAYBE_NONE, MEASURE_TYPES
from huike.flow.segment.rules.fields import EXISTENCE, OPERATORS, Fields, Type


@dataclass(frozen=True)
class Word:
    """A value of the language, with what people call it."""

    value: str
    zh: str
    en: str


@dataclass(frozen=True)
class OperatorWord(Word):
    """An operator; `takes` says how many values: none, one, two, many or a length of time."""

    takes: str


_TAKES = {
    "between": "two", "in": "many", "not_in": "many", "exists": "none", "not_exists": "none",
    "in_last": "ago", "before_last": "ago",
}  # fmt: skip
_WORDS: dict[str, tuple[str, str]] = {
    "eq": ("等于", "is"),
    "ne": ("不等于", "is not"),
    "gt": ("大于", "is more than"),
    "gte": ("大于等于", "is at least"),
    "lt": ("小于", "is less than"),
    "lte": ("小于等于", "is at most"),
    "between": ("介于", "is between"),
    "in": ("属于", "is one of"),
    "not_in": ("不属于", "is none of"),
    "contains": ("包含", "contains"),
    "in_last": ("在最近", "in the last"),
    "before_last": ("早于（多久以前）", "more than … ago"),
    "exists": ("有值", "is known"),
    "not_exists": ("没有值", "is not known"),
}
_OF_TYPE: dict[tuple[str, str], tuple[str, str]] = {
    ("date", "eq"): ("在当天", "is on"),
    ("date", "gt"): ("晚于", "is after"),
    ("date", "gte"): ("不早于", "is on or after"),
    ("date", "lt"): ("早于", "is before"),
    ("date", "lte"): ("不晚于", "is on or before"),
    ("list", "in"): ("包含任一", "includes any of"),
    ("list", "not_in"): ("都不包含", "includes none of"),
}
_MEASURES = {
    "count": ("订单数", "number of orders"),
    "sum": ("消费金额", "spend"),
    "quantity": ("购买件数", "items bought"),
    "average": ("客单价", "average order value"),
    "refund": ("退款金额", "refunds"),
    "first": ("首次下单时间", "first order"),
    "last": ("最近一次下单时间", "latest order"),
}
_KINDS = (
    Word("trait", "客户特征", "Trait"),
    Word("orders", "订单", "Orders"),
    Word("events", "行为事件", "Events"),
    Word("messages", "消息互动", "Messages"),
    Word("identity", "联系方式", "Contact details"),
    Word("consent", "营销许可", "Consent"),
    Word("membership", "所属人群", "Segment"),
    Word("shop", "所属店铺", "Shop"),
    Word("created", "成为客户的时间", "Became a customer"),
)
_WINDOWS = (
    Word("ever", "全部时间", "Ever"),
    Word("last", "最近", "In the last"),
    Word("earlier", "多久以前", "More than … ago"),
    Word("between", "日期区间", "Between two days"),
    Word("since", "自某天起", "Since a day"),
)
_UNITS = (
    Word("hour", "小时", "hours"),
    Word("day", "天", "days"),
    Word("week", "周", "weeks"),
    Word("month", "个月", "months"),
)
_HAS = (
    Word("email", "邮箱", "E-mail"),
    Word("phone", "手机号", "Phone"),
    Word("user_id", "会员账号", "User id"),
)
_STATUSES = (
    Word("placed", "已下单", "Placed"),
    Word("paid", "已付款", "Paid"),
    Word("shipped", "已发货", "Shipped"),
    Word("completed", "已完成", "Completed"),
    Word("cancelled", "已取消", "Cancelled"),
    Word("refunded", "已退款", "Refunded"),
)
_PURPOSES = (
    Word("marketing", "营销信息", "Marketing"),
    Word("transactional", "交易通知", "Order notices"),
)
_CHANNELS = (
    Word("email", "邮件", "E-mail"),
    Word("sms", "短信", "SMS"),
    Word("wechat", "微信", "WeChat"),
)
_DID = (
    Word("sent", "发送", "Sent"),
    Word("delivered", "送达", "Delivered"),
    Word("opened", "打开", "Opened"),
    Word("clicked", "点击", "Clicked"),
    Word("unsubscribed", "退订", "Unsubscribed"),
)
_CONSENT_STATES = (
    Word("granted", "已同意", "Agreed"),
    Word("withdrawn", "已拒绝", "Refused"),
    Word("none", "未表态", "Never said"),
)


def operators(type_: Type) -> list[OperatorWord]:
    """The operators of a type, existence included, in the order a menu shows them."""
    return [
        OperatorWord(op, *_OF_TYPE.get((type_, op), _WORDS[op]), takes=_TAKES.get(op, "one"))
        for op in (*OPERATORS[type_], *EXISTENCE)
    ]


def offered(fields: Fields) -> dict[str, Any]:
    """Everything a builder needs that does not depend on the workspace's data."""
    return {
        "kinds": _KINDS,
        "traits": [
            {**asdict(field), "operators": list(field.operators)} for field in fields.values()
        ],
        "operators": {type_: operators(type_) for type_ in OPERATORS},
        "measures": [
            {
                "value": name,
                "zh": zh,
                "en": en,
                "type": MEASURE_TYPES[name],
                "operators": [
                    *OPERATORS[MEASURE_TYPES[name]],
                    *(EXISTENCE if name in MAYBE_NONE else ()),
                ],
            }
            for name, (zh, en) in _MEASURES.items()
        ],
        "windows": _WINDOWS,
        "units": _UNITS,
        "has": _HAS,
        "statuses": _STATUSES,
        "did": _DID,
        "purposes": _PURPOSES,
        "channels": _CHANNELS,
        "consent_states": _CONSENT_STATES,
        "limits": {
            "depth": lang.MAX_DEPTH,
            "conditions": lang.MAX_CONDITIONS,
            "list": lang.MAX_LIST,
            "text": lang.MAX_TEXT,
        },
    }
