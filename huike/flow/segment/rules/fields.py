"""What a trait condition can ask for, as data: types, operators, units and words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Type = Literal["number", "money", "date", "text", "list"]
Absent = Literal["never", "null", "zero", "empty"]

OPERATORS: Mapping[Type, tuple[str, ...]] = {
    "number": ("eq", "ne", "gt", "gte", "lt", "lte", "between", "in", "not_in"),
    "money": ("eq", "ne", "gt", "gte", "lt", "lte", "between"),
    "date": ("in_last", "before_last", "between", "eq", "gt", "gte", "lt", "lte"),
    "text": ("eq", "ne", "in", "not_in", "contains"),
    "list": ("contains", "in", "not_in"),
}
EXISTENCE = ("exists", "not_exists")


@dataclass(frozen=True)
class Option:
    """One value of a closed list, with its words."""

    value: str
    zh: str
    en: str


@dataclass(frozen=True)
class Field:
    """A trait: how it is typed, when it counts as missing, and what it is called."""

    name: str
    type: Type
    absent: Absent
    zh: str
    en: str
    unit: Literal["", "order", "day", "score"] = ""
    options: tuple[Option, ...] = ()

    @property
    def operators(self) -> tuple[str, ...]:
        """The operators that make sense for it."""
        return OPERATORS[self.type] + (() if self.absent == "never" else EXISTENCE)


Fields = Mapping[str, Field]

STAGES = (
    Option("prospect", "潜在客户", "Prospect"),
    Option("new", "新客", "New"),
    Option("active", "活跃", "Active"),
    Option("loyal", "忠诚", "Loyal"),
    Option("at_risk", "流失预警", "At risk"),
    Option("lost", "已流失", "Lost"),
    Option("won_back", "已挽回", "Won back"),
)

RFM_SEGMENTS = (
    Option("vip_value", "重要价值客户", "Top value"),
    Option("vip_develop", "重要发展客户", "Top, to develop"),
    Option("vip_keep", "重要保持客户", "Top, to keep"),
    Option("vip_win_back", "重要挽留客户", "Top, to win back"),
    Option("value", "一般价值客户", "Value"),
    Option("develop", "一般发展客户", "To develop"),
    Option("keep", "一般保持客户", "To keep"),
    Option("win_back", "一般挽留客户", "To win back"),
    Option("none", "无订单", "No orders"),
)

WEEKDAYS = (
    Option("mon", "周一", "Monday"),
    Option("tue", "周二", "Tuesday"),
    Option("wed", "周三", "Wednesday"),
    Option("thu", "周四", "Thursday"),
    Option("fri", "周五", "Friday"),
    Option("sat", "周六", "Saturday"),
    Option("sun", "周日", "Sunday"),
)

_ALL = (
    Field("orders", "number", "never", "订单数", "number of orders", "order"),
    Field("spend", "money", "never", "消费金额", "spend"),
    Field("refunds", "money", "never", "退款金额", "refunds"),
    Field("net", "money", "never", "净消费金额", "net spend"),
    Field("average_order", "money", "zero", "平均客单价", "average order value"),
    Field("first_order_at", "date", "null", "首次下单时间", "first order date"),
    Field("last_order_at", "date", "null", "最近下单时间", "last order date"),
    Field("interval_days", "number", "null", "平均购买间隔", "average days between orders", "day"),
    Field("recency", "number", "zero", "R 分", "recency score", "score"),
    Field("frequency", "number", "zero", "F 分", "frequency score", "score"),
    Field("monetary", "number", "zero", "M 分", "monetary score", "score"),
    Field("rfm_segment", "text", "empty", "RFM 分层", "RFM segment", options=RFM_SEGMENTS),
    Field("stage", "text", "empty", "生命周期阶段", "lifecycle stage", options=STAGES),
    Field("favourite_category", "text", "empty", "最喜爱的品类", "favourite category"),
    Field("favourite_categories", "list", "empty", "偏好品类", "favourite categories"),
    Field("days_to_ship", "number", "null", "平均付款到发货", "average days to dispatch", "day"),
    Field("days_to_sign", "number", "null", "平均付款到签收", "average days to receipt", "day"),
    Field("last_signed_at", "date", "null", "最近签收时间", "last receipt date"),
    Field("favourites", "number", "never", "收藏的商品数", "number of favourites"),
    Field("cancelled_orders", "number", "never", "取消的订单数", "cancelled orders", "order"),
    Field("largest_order", "money", "zero", "最大单笔金额", "largest order"),
    Field("return_rate", "number", "null", "退款率（0–1）", "return rate (0–1)"),
    Field("discount_share", "number", "null", "优惠占比（0–1）", "discount share (0–1)"),
    Field("coupons_used", "number", "never", "用券数", "coupons used"),
    Field("shops_bought", "number", "never", "购买过的店铺数", "number of shops bought in"),
    Field("preferred_weekday", "text", "empty", "常购星期", "preferred weekday", options=WEEKDAYS),
    Field("preferred_hour", "number", "null", "常购时段（时）", "preferred hour of the day"),
    Field("reviews_written", "number", "never", "评价数", "reviews written"),
    Field("mean_stars", "number", "null", "平均评分", "mean rating", "score"),
    Field("last_review_at", "date", "null", "最近评价时间", "last review date"),
    Field("service_contacts", "number", "never", "客服咨询数", "service contacts"),
    Field("last_contact_at", "date", "null", "最近咨询时间", "last service contact date"),
    Field("store_visits", "number", "never", "到店次数", "store visits"),
    Field("last_active_at", "date", "null", "最近活跃时间", "last activity date"),
    Field("province", "text", "empty", "省份", "province"),
    Field("city", "text", "empty", "城市", "city"),
)
FIELDS: Fields = {field.name: field for field in _ALL}

ATTRIBUTE = "attributes."


def field_of(name: str, fields: Fields = FIELDS) -> Field | None:
    """The field of this name; any imported attribute is a text that may be missing."""
    if name.startswith(ATTRIBUTE) and len(name) > len(ATTRIBUTE):
        key = name.removeprefix(ATTRIBUTE)
        return fields.get(name) or Field(
            name, "text", "empty", f"属性「{key}」", f"attribute “{key}”"
        )
    return fields.get(name)
