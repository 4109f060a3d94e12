"""Files that sellers export from Taobao, Tmall, Pinduoduo, Douyin and JD, by their header. Pure.

Who receives a parcel is nobody's identity: those columns come masked or encrypted, and where they
do not, the receiver may be somebody else. So they are left out unless a person maps them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from huike.flow.ingest.rules.plan import LayoutName, Options, Plan

_CHINA = Options(timezone="Asia/Shanghai", currency="CNY")


_SENT = {
    "shipped_at": ("发货时间", "订单发货时间"),
    "signed_at": ("确认收货时间", "签收时间"),
    "carrier": ("物流公司", "快递公司"),
    "tracking_no": ("物流单号", "快递单号", "运单号"),
}


@dataclass(frozen=True)
class Preset:
    """An export file: the columns that it is known by, and for each field the column to take."""

    name: LayoutName
    marks: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]  # field: candidates, the better one first
    sums: dict[str, tuple[str, ...]] = field(default_factory=dict)  # all of them are taken
    options: Options = _CHINA

    def fits(self, header: Sequence[str]) -> bool:
        """Whether a file with these columns is one of these."""
        return set(self.marks) <= set(header)

    def plan(self, header: Sequence[str]) -> Plan:
        """How such a file is read."""
        there = set(header)
        found: dict[str, str] = {}
        for name, candidates in self.columns.items():
            column = next((one for one in candidates if one in there), None)
            if column is not None:
                found[column] = name
        for name, columns in self.sums.items():
            found |= {column: name for column in columns if column in there}
        return Plan(layout=self.name, columns=found, options=self.options)


PRESETS = (
    Preset(
        "tmall_items",
        ("主订单编号", "子订单编号", "退款状态", "退款金额", "订单创建时间"),
        {
            "order_no": ("主订单编号",),
            "ordered_at": ("订单创建时间",),
            "sku": ("商家编码", "外部系统编号"),
            "title": ("标题", "商品标题"),
            "quantity": ("购买数量",),
            "unit_price": ("价格",),
            "amount": ("买家实际支付金额",),
            "status": ("订单状态",),
            "refund": ("退款金额",),
            "after_sale": ("退款状态",),
            "paid_at": ("订单付款时间",),
            **_SENT,
        },
    ),
    Preset(
        "taobao_orders",
        ("订单编号", "买家会员名", "买家实际支付金额", "订单创建时间", "宝贝标题"),
        {
            "order_no": ("订单编号",),
            "ordered_at": ("订单创建时间",),
            "user_id": ("买家会员名",),
            "title": ("宝贝标题",),
            "quantity": ("宝贝总数量",),
            "amount": ("买家实际支付金额",),
            "status": ("订单状态",),
            "paid_at": ("订单付款时间",),
            **_SENT,
        },
    ),
    Preset(
        "qianniu_orders",
        ("订单编号", "商品标题", "买家实付金额", "宝贝总数量", "订单创建时间"),
        {
            "order_no": ("订单编号",),
            "ordered_at": ("订单创建时间",),
            "title": ("商品标题",),
            "quantity": ("宝贝总数量",),
            "amount": ("买家实付金额",),
            "status": ("订单状态",),
            "refund": ("退款金额",),
            **_SENT,
        },
    ),
    Preset(
        "pinduoduo_orders",
        ("订单号", "用户实付金额(元)", "商家实收金额(元)", "商品数量(件)", "订单成交时间"),
        {
            "order_no": ("订单号",),
            "ordered_at": ("订单成交时间",),
            "sku": ("商家编码-规格维度", "商家编码-商品维度", "样式ID", "商品id"),
            "title": ("商品",),
            "quantity": ("商品数量(件)",),
            "amount": ("用户实付金额(元)",),
            "status": ("订单状态",),
            "after_sale": ("售后状态",),
            **_SENT,
        },
        {"discount": ("店铺优惠折扣(元)", "平台优惠折扣(元)", "多多支付立减金额(元)")},
    ),
    Preset(
        "douyin_orders",
        ("主订单编号", "子订单编号", "选购商品", "订单应付金额", "订单提交时间"),
        {
            "order_no": ("主订单编号",),
            "ordered_at": ("订单提交时间",),
            "sku": ("商家编码", "商品ID"),
            "title": ("选购商品",),
            "quantity": ("商品数量",),
            "amount": ("订单应付金额",),
            "status": ("订单状态",),
            "after_sale": ("售后状态",),
            **_SENT,
        },
        {"discount": ("平台实际承担优惠金额", "商家实际承担优惠金额", "达人实际承担优惠金额")},
    ),
    Preset(
        "jd_orders",
        ("订单号", "商品ID", "订购数量", "京东价", "应付金额", "下单时间"),
        {
            "order_no": ("订单号",),
            "ordered_at": ("下单时间",),
            "user_id": ("下单帐号", "下单账号"),
            "sku": ("货号", "商品ID"),
            "title": ("商品名称",),
            "quantity": ("订购数量",),
            "unit_price": ("京东价",),
            "amount": ("应付金额",),
            "status": ("订单状态",),
            "payment_method": ("支付方式",),
            "paid_at": ("付款确认时间",),
            **_SENT,
        },
        options=_CHINA.model_copy(update={"is_amount_of_order": True}),
    ),
)


def recognised(header: Sequence[str]) -> Preset | None:
    """The platform's file that this is."""
    return next((one for one in PRESETS if one.fits(header)), None)


def named(name: LayoutName) -> Preset | None:
    """The preset of this name."""
    return next((one for one in PRESETS if one.name == name), None)
