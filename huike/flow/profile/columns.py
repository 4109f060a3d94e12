"""The columns a list can leave with: what each is called, and where its value comes from. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from huike.base.kernel.errors import Invalid
from huike.base.kernel.money import exponent

Kind = Literal["text", "number", "decimal", "money", "time", "flag", "personal"]
Language = Literal["zh", "en"]


@dataclass(frozen=True)
class Column:
    """One column of an export."""

    name: str
    kind: Kind
    zh: str
    en: str


CUSTOMERS: Mapping[str, Column] = {
    one.name: one
    for one in (
        Column("customer_id", "number", "客户编号", "Customer number"),
        Column("name", "personal", "姓名", "Name"),
        Column("email", "personal", "邮箱", "E-mail"),
        Column("phone", "personal", "手机号", "Phone"),
        Column("user_id", "personal", "店铺会员号", "User ID"),
        Column("created_at", "time", "创建时间", "Created"),
        Column("stage", "text", "生命周期阶段", "Lifecycle stage"),
        Column("rfm_segment", "text", "RFM 分层", "RFM segment"),
        Column("recency", "number", "R 分", "Recency score"),
        Column("frequency", "number", "F 分", "Frequency score"),
        Column("monetary", "number", "M 分", "Monetary score"),
        Column("orders", "number", "订单数", "Orders"),
        Column("spend", "money", "消费金额", "Spend"),
        Column("refunds", "money", "退款金额", "Refunds"),
        Column("net", "money", "净消费金额", "Net spend"),
        Column("average_order", "money", "平均客单价", "Average order"),
        Column("first_order_at", "time", "首次下单时间", "First order"),
        Column("last_order_at", "time", "最近下单时间", "Last order"),
        Column("interval_days", "decimal", "平均购买间隔（天）", "Days between orders"),
        Column("favourite_categories", "text", "偏好品类", "Favourite categories"),
        Column("days_to_ship", "decimal", "付款到发货（天）", "Days from payment to dispatch"),
        Column("days_to_sign", "decimal", "付款到签收（天）", "Days from payment to receipt"),
        Column("last_signed_at", "time", "最近签收时间", "Last receipt"),
        Column("favourites", "number", "收藏数", "Favourites"),
        Column("cancelled_orders", "number", "取消的订单数", "Cancelled orders"),
        Column("largest_order", "money", "最大单笔金额", "Largest order"),
        Column("return_rate", "decimal", "退款率", "Return rate"),
        Column("discount_share", "decimal", "优惠占比", "Discount share"),
        Column("coupons_used", "number", "用券数", "Coupons used"),
        Column("shops_bought", "number", "购买过的店铺数", "Shops bought in"),
        Column("preferred_weekday", "text", "常购星期", "Preferred weekday"),
        Column("preferred_hour", "number", "常购时段（时）", "Preferred hour"),
        Column("reviews_written", "number", "评价数", "Reviews written"),
        Column("mean_stars", "decimal", "平均评分", "Mean rating"),
        Column("last_review_at", "time", "最近评价时间", "Last review"),
        Column("service_contacts", "number", "客服咨询数", "Service contacts"),
        Column("last_contact_at", "time", "最近咨询时间", "Last service contact"),
        Column("store_visits", "number", "到店次数", "Store visits"),
        Column("last_active_at", "time", "最近活跃时间", "Last activity"),
        Column("province", "text", "省份", "Province"),
        Column("city", "text", "城市", "City"),
        Column("has_email", "flag", "有邮箱", "Has e-mail"),
        Column("has_phone", "flag", "有手机号", "Has phone"),
    )
}

ORDERS: Mapping[str, Column] = {
    one.name: one
    for one in (
        Column("order_no", "text", "订单号", "Order number"),
        Column("shop_id", "number", "店铺编号", "Shop number"),
        Column("customer_id", "number", "客户编号", "Customer number"),
        Column("kind", "text", "类型", "Kind"),
        Column("status", "text", "状态", "Status"),
        Column("ordered_at", "time", "下单时间", "Ordered"),
        Column("amount", "money", "实付金额", "Paid"),
        Column("refund", "money", "退款金额", "Refund"),
        Column("discount", "money", "优惠金额", "Discount"),
        Column("quantity", "number", "件数", "Quantity"),
        Column("line_count", "number", "行数", "Lines"),
    )
}
ORDER_LINES: Mapping[str, Column] = {
    one.name: one
    for one in (
        Column("order_no", "text", "订单号", "Order number"),
        Column("shop_id", "number", "店铺编号", "Shop number"),
        Column("customer_id", "number", "客户编号", "Customer number"),
        Column("kind", "text", "类型", "Kind"),
        Column("ordered_at", "time", "下单时间", "Ordered"),
        Column("sku", "text", "商品编码", "SKU"),
        Column("category", "text", "品类", "Category"),
        Column("quantity", "number", "件数", "Quantity"),
        Column("unit_price", "money", "单价", "Unit price"),
        Column("amount", "money", "金额", "Amount"),
        Column("discount", "money", "优惠金额", "Discount"),
    )
}

PAYMENTS: Mapping[str, Column] = {
    one.name: one
    for one in (
        Column("order_no", "text", "订单号", "Order number"),
        Column("shop_id", "number", "店铺编号", "Shop number"),
        Column("customer_id", "number", "客户编号", "Customer number"),
        Column("paid_at", "time", "付款时间", "Paid at"),
        Column("is_exact", "flag", "时间准确", "Time is exact"),
        Column("method", "text", "付款方式", "Payment method"),
        Column("payment_no", "text", "支付流水号", "Payment number"),
        Column("amount", "money", "金额", "Amount"),
        Column("currency", "text", "付款币种", "Paid in"),
        Column("told_by", "text", "由谁告知", "Told by"),
    )
}

ORDER_COUPONS: Mapping[str, Column] = {
    one.name: one
    for one in (
        Column("order_no", "text", "订单号", "Order number"),
        Column("shop_id", "number", "店铺编号", "Shop number"),
        Column("customer_id", "number", "客户编号", "Customer number"),
        Column("used_at", "time", "使用时间", "Used"),
        Column("coupon", "text", "优惠券", "Coupon"),
    )
}

REVIEWS: Mapping[str, Column] = {
    one.name: one
    for one in (
        Column("written_at", "time", "评价时间", "Written"),
        Column("shop_id", "number", "店铺编号", "Shop number"),
        Column("customer_id", "number", "客户编号", "Customer number"),
        Column("sku", "text", "商品编码", "SKU"),
        Column("order_no", "text", "订单号", "Order number"),
        Column("stars", "number", "星级", "Stars"),
        Column("words", "personal", "评价内容", "Words"),
        Column("reply", "personal", "商家回复", "Reply"),
        Column("replied_at", "time", "回复时间", "Replied"),
        Column("images", "number", "图片数", "Images"),
        Column("is_anonymous", "flag", "匿名", "Anonymous"),
        Column("language", "text", "语言", "Language"),
        Column("review_id", "text", "评价编号", "Review ID"),
        Column("told_by", "text", "由谁告知", "Told by"),
    )
}

LOGISTICS: Mapping[str, Column] = {
    one.name: one
    for one in (
        Column("order_no", "text", "订单号", "Order number"),
        Column("shop_id", "number", "店铺编号", "Shop number"),
        Column("customer_id", "number", "客户编号", "Customer number"),
        Column("step", "text", "物流状态", "Step"),
        Column("at", "time", "时间", "At"),
        Column("is_exact", "flag", "时间准确", "Time is exact"),
        Column("carrier", "text", "物流公司", "Carrier"),
        Column("tail", "text", "运单号末四位", "End of tracking number"),
        Column("told_by", "text", "由谁告知", "Told by"),
    )
}

PRODUCT_CHANGES: Mapping[str, Column] = {
    one.name: one
    for one in (
        Column("at", "time", "变动时间", "From"),
        Column("shop_id", "number", "店铺编号", "Shop number"),
        Column("sku", "text", "商品编码", "SKU"),
        Column("what", "text", "项目", "What"),
        Column("amount", "money", "金额", "Amount"),
        Column("pieces", "number", "件数", "Pieces"),
        Column("told_by", "text", "由谁告知", "Told by"),
    )
}

FAVOURITES: Mapping[str, Column] = {
    one.name: one
    for one in (
        Column("customer_id", "number", "客户或访客编号", "Customer or visitor number"),
        Column("shop_id", "number", "店铺编号", "Shop number"),
        Column("sku", "text", "商品编码", "SKU"),
        Column("is_favourite", "flag", "仍在收藏", "Still a favourite"),
        Column("at", "time", "时间", "At"),
    )
}

SERVICE_CONTACTS: Mapping[str, Column] = {
    one.name: one
    for one in (
        Column("occurred_at", "time", "咨询时间", "Contacted"),
        Column("shop_id", "number", "店铺编号", "Shop number"),
        Column("customer_id", "number", "客户编号", "Customer number"),
        Column("channel", "text", "渠道", "Channel"),
        Column("topic", "text", "咨询类型", "Topic"),
        Column("outcome", "text", "处理结果", "Outcome"),
        Column("agent", "text", "客服", "Agent"),
        Column("seconds", "number", "时长（秒）", "Seconds"),
        Column("rating", "number", "满意度", "Rating"),
        Column("order_id", "text", "订单号", "Order number"),
        Column("sku", "text", "商品编码", "SKU"),
        Column("ticket_id", "text", "咨询编号", "Ticket"),
    )
}

STORE_VISITS: Mapping[str, Column] = {
    one.name: one
    for one in (
        Column("occurred_at", "time", "到店时间", "Visited"),
        Column("shop_id", "number", "店铺编号", "Shop number"),
        Column("customer_id", "number", "客户编号", "Customer number"),
        Column("store", "text", "门店", "Store"),
        Column("guide", "text", "导购", "Served by"),
        Column("purpose", "text", "到店目的", "Purpose"),
        Column("outcome", "text", "结果", "Outcome"),
        Column("visit_id", "text", "到店编号", "Visit number"),
    )
}

PRODUCTS: Mapping[str, Column] = {
    one.name: one
    for one in (
        Column("sku", "text", "商品编码", "SKU"),
        Column("shop_id", "number", "店铺编号", "Shop number"),
        Column("title", "text", "商品名称", "Title"),
        Column("category", "text", "品类", "Category"),
        Column("department", "text", "大类", "Department"),
        Column("brand", "text", "品牌", "Brand"),
        Column("price", "money", "价格", "Price"),
        Column("unit", "text", "单位", "Unit"),
        Column("unit_written", "text", "原始单位", "Unit as written"),
    )
}

EVENTS: Mapping[str, Column] = {
    one.name: one
    for one in (
        Column("occurred_at", "time", "发生时间", "Happened"),
        Column("event", "text", "事件", "Event"),
        Column("customer_id", "number", "客户或访客编号", "Customer or visitor number"),
        Column("shop_id", "number", "店铺编号", "Shop number"),
        Column("message_id", "text", "消息编号", "Message ID"),
        Column("props", "text", "属性（JSON）", "Properties (JSON)"),
    )
}

MESSAGES: Mapping[str, Column] = {
    one.name: one
    for one in (
        Column("at", "time", "时间", "At"),
        Column("message_id", "text", "消息编号", "Message number"),
        Column("customer_id", "number", "客户编号", "Customer number"),
        Column("channel", "text", "渠道", "Channel"),
        Column("source", "text", "来源", "Source"),
        Column("source_id", "number", "来源编号", "Source number"),
        Column("kind", "text", "状态", "State"),
        Column("reason", "text", "原因", "Reason"),
        Column("link", "text", "点击的链接", "Link"),
    )
}

LISTS: Mapping[str, Mapping[str, Column]] = {
    "customers": CUSTOMERS,
    "orders": ORDERS,
    "order_lines": ORDER_LINES,
    "payments": PAYMENTS,
    "order_coupons": ORDER_COUPONS,
    "reviews": REVIEWS,
    "logistics": LOGISTICS,
    "favourites": FAVOURITES,
    "service_contacts": SERVICE_CONTACTS,
    "store_visits": STORE_VISITS,
    "products": PRODUCTS,
    "product_changes": PRODUCT_CHANGES,
    "events": EVENTS,
    "messages": MESSAGES,
}


def chosen(list_name: str, names: Sequence[str]) -> list[Column]:
    """The columns of these names in their order; all where none is named."""
    known = LISTS[list_name]
    unknown = [name for name in names if name not in known]
    if unknown:
        raise Invalid(
            f"There is no column {unknown[0]!r}",
            code="unknown_column",
            where="columns",
            mend=f"Choose from {', '.join(known)}",
        )
    return [known[name] for name in dict.fromkeys(names)] or list(known.values())


def heading(column: Column, language: Language, currency: str) -> str:
    """What stands above the column; money says its currency."""
    word = column.zh if language == "zh" else column.en
    return f"{word} ({currency})" if column.kind == "money" else word


def reader(column: Column, timezone: str, currency: str) -> Callable[[Any], Any]:
    """How a value of the column is written: money in whole units, time in the workspace's zone."""
    if column.kind == "money":
        parts = 10 ** exponent(currency)
        return lambda value: None if value is None else value / parts
    if column.kind == "time":
        zone = ZoneInfo(timezone)

        def local(value: datetime | None) -> datetime | None:
            return None if value is None else value.astimezone(zone).replace(tzinfo=None)

        return local
    if column.kind == "flag":
        return lambda value: int(bool(value))
    if column.kind == "text":
        return lambda value: "；".join(value) if isinstance(value, (list, tuple)) else _text(value)
    return lambda value: "；".join(value) if isinstance(value, (list, tuple)) else value


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, int) else value
