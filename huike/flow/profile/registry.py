"""The standard traits: the group, the meaning and the facts of each. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Group = Literal[
    "basic", "consumption", "interest", "channel", "service", "social", "geography", "calendar"
]
Kind = Literal["number", "date", "text", "list"]


@dataclass(frozen=True)
class Standard:
    """What a trait means, and from which facts it follows; its words stand in the rules' fields."""

    name: str
    group: Group
    kind: Kind
    facts: tuple[str, ...]
    zh: str
    en: str


def _said(name: str, group: Group, kind: Kind, facts: str, *, zh: str, en: str) -> Standard:
    return Standard(name, group, kind, tuple(facts.split()), zh, en)


_ALL = (
    _said(
        "stage",
        "basic",
        "text",
        "orders",
        zh="按订单数与距今天数判定的生命周期阶段",
        en="The lifecycle stage, by number of orders and days since",
    ),
    _said(
        "orders",
        "consumption",
        "number",
        "orders",
        zh="不含取消的销售订单数",
        en="Sales that were not cancelled",
    ),
    _said(
        "spend",
        "consumption",
        "number",
        "orders",
        zh="有效订单的实付金额之和",
        en="What was paid for sales that count",
    ),
    _said(
        "refunds",
        "consumption",
        "number",
        "orders",
        zh="订单与退货单退回的金额之和",
        en="What was given back, of orders and returns",
    ),
    _said(
        "net",
        "consumption",
        "number",
        "orders",
        zh="消费金额减退款金额",
        en="Spend less refunds",
    ),
    _said(
        "average_order",
        "consumption",
        "number",
        "orders",
        zh="消费金额除以订单数，四舍六入五成双",
        en="Spend by the number of orders",
    ),
    _said(
        "first_order_at",
        "consumption",
        "date",
        "orders",
        zh="第一笔有效订单的下单时间",
        en="When the first sale that counts was made",
    ),
    _said(
        "last_order_at",
        "consumption",
        "date",
        "orders",
        zh="最近一笔有效订单的下单时间",
        en="When the latest sale that counts was made",
    ),
    _said(
        "interval_days",
        "consumption",
        "number",
        "orders",
        zh="首末两单相隔天数除以订单数减一",
        en="Days from the first to the latest order, by one less than the orders",
    ),
    _said(
        "recency",
        "consumption",
        "number",
        "orders",
        zh="距最近一单的天数按分割点打 1–5 分，越近越高",
        en="Days since the latest order as 1–5 by the cut points, 5 the most recent",
    ),
    _said(
        "frequency",
        "consumption",
        "number",
        "orders",
        zh="订单数按分割点打 1–5 分",
        en="Number of orders as 1–5 by the cut points",
    ),
    _said(
        "monetary",
        "consumption",
        "number",
        "orders",
        zh="净消费金额按分割点打 1–5 分",
        en="Net spend as 1–5 by the cut points",
    ),
    _said(
        "rfm_segment",
        "consumption",
        "text",
        "orders",
        zh="由 R、F、M 三个分数高低组合而成",
        en="What the three scores, high or low, make together",
    ),
    _said(
        "cancelled_orders",
        "consumption",
        "number",
        "orders",
        zh="被取消的销售订单数",
        en="Sales that were cancelled",
    ),
    _said(
        "largest_order",
        "consumption",
        "number",
        "orders",
        zh="单笔有效订单的最高实付金额",
        en="The most that was paid for one sale that counts",
    ),
    _said(
        "discount_share",
        "consumption",
        "number",
        "orders",
        zh="优惠金额占优惠前金额的比例",
        en="Discounts by the amount before discounts",
    ),
    _said(
        "coupons_used",
        "consumption",
        "number",
        "order_coupons orders",
        zh="有效订单使用的优惠券数",
        en="Coupons used with orders that count",
    ),
    _said(
        "favourite_category",
        "interest",
        "text",
        "order_lines orders category_names",
        zh="消费金额最高的品类",
        en="The category most was paid for",
    ),
    _said(
        "favourite_categories",
        "interest",
        "list",
        "order_lines orders category_names",
        zh="消费金额最高的三个品类",
        en="The three categories most was paid for",
    ),
    _said(
        "favourites",
        "interest",
        "number",
        "favourites",
        zh="目前收藏着的商品数",
        en="Products marked as favourite now",
    ),
    _said(
        "shops_bought",
        "channel",
        "number",
        "orders",
        zh="有过有效订单的店铺数",
        en="Shops with at least one sale that counts",
    ),
    _said(
        "store_visits",
        "channel",
        "number",
        "events",
        zh="到店事件的次数",
        en="How often they came into a store",
    ),
    _said(
        "last_active_at",
        "channel",
        "date",
        "events",
        zh="最近一次任意行为事件的时间",
        en="When the latest event of any kind happened",
    ),
    _said(
        "return_rate",
        "service",
        "number",
        "orders",
        zh="发生退款的单据数占有效订单数的比例，最高为 1",
        en="Documents with a refund by sales that count, at most 1",
    ),
    _said(
        "days_to_ship",
        "service",
        "number",
        "logistics payments orders",
        zh="付款到发货的平均天数",
        en="Average days from payment to dispatch",
    ),
    _said(
        "days_to_sign",
        "service",
        "number",
        "logistics payments orders",
        zh="付款到签收的平均天数",
        en="Average days from payment to receipt",
    ),
    _said(
        "last_signed_at",
        "service",
        "date",
        "logistics orders",
        zh="最近一次签收的时间",
        en="When a parcel was received last",
    ),
    _said(
        "service_contacts",
        "service",
        "number",
        "events",
        zh="咨询客服的次数",
        en="How often they asked for help",
    ),
    _said(
        "last_contact_at",
        "service",
        "date",
        "events",
        zh="最近一次咨询客服的时间",
        en="When they asked for help last",
    ),
    _said(
        "reviews_written",
        "social",
        "number",
        "reviews",
        zh="写过的商品评价数",
        en="Product reviews written",
    ),
    _said(
        "mean_stars",
        "social",
        "number",
        "reviews",
        zh="所写评价的平均星级，未知星级不计",
        en="Mean stars of their reviews, unknown ones left out",
    ),
    _said(
        "last_review_at",
        "social",
        "date",
        "reviews",
        zh="最近一次评价的时间",
        en="When they wrote a review last",
    ),
    _said(
        "province",
        "geography",
        "text",
        "customers",
        zh="来源给出的省份属性（省份、省、province）",
        en="The province a source gave as an attribute (province, 省份, 省)",
    ),
    _said(
        "city",
        "geography",
        "text",
        "customers",
        zh="来源给出的城市属性（城市、市、city）",
        en="The city a source gave as an attribute (city, 城市, 市)",
    ),
    _said(
        "preferred_weekday",
        "calendar",
        "text",
        "orders",
        zh="有效订单最多的星期，按工作区时区；相同取靠前的",
        en="The weekday of most sales in the workspace's zone; of equals the first",
    ),
    _said(
        "preferred_hour",
        "calendar",
        "number",
        "orders",
        zh="有效订单最多的小时，按工作区时区；相同取靠前的",
        en="The hour of most sales in the workspace's zone; of equals the first",
    ),
)
STANDARD: Mapping[str, Standard] = {one.name: one for one in _ALL}

# When a value counts as there: none is missing, 0 or empty, as rules take it.
ALWAYS = (
    "orders", "spend", "refunds", "net", "favourites", "cancelled_orders", "coupons_used",
    "shops_bought", "store_visits", "service_contacts", "reviews_written",
)  # fmt: skip
_NOT_ZERO = ("average_order", "recency", "frequency", "monetary", "largest_order")


def present(name: str) -> str:
    """The condition under which somebody has a value; counts are always there, 0 too."""
    if name in ALWAYS:
        return "true"
    if name in _NOT_ZERO:
        return f"{name} != 0"
    return (
        f"isNotNull({name})" if STANDARD[name].kind in ("number", "date") else f"notEmpty({name})"
    )


def number(name: str) -> str:
    """A number or moment as a real number: moments as seconds."""
    if STANDARD[name].kind == "date":
        return f"toUnixTimestamp64Milli(assumeNotNull({name})) / 1000"
    return f"toFloat64(assumeNotNull({name}))"
