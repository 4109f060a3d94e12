"""Files exported from Chinese platforms: known by their header, and landing as what they mean."""

import csv
import io
import json

import polars as pl
import pytest

from huike.base.warehouse import facade as warehouse
from huike.flow.identity import facade as identity
from huike.flow.ingest.rules import after_sale, cells, layouts
from huike.flow.ingest.rules.plan import checked

NAMES = {
    "taobao_order_export_ExportOrderList_classic": "taobao_orders",
    "tmall_sub_order_export_ExportItemList": "tmall_items",
    "taobao_qianniu_new_export_fields": "qianniu_orders",
    "pinduoduo_order_export": "pinduoduo_orders",
    "douyin_order_export": "douyin_orders",
    "jd_order_export": "jd_orders",
}
ORDERS = (
    "SELECT order_no, status, amount, refund, toString(ordered_at) FROM orders FINAL "
    "WHERE is_deleted = 0 ORDER BY order_no"
)
LINES = (
    "SELECT order_no, kind, sku, quantity, amount, discount FROM order_lines FINAL "
    "ORDER BY order_no, kind DESC, sku, amount"
)

TAOBAO = [
    ["订单编号", "买家会员名", "总金额", "买家实际支付金额", "订单状态", "收货人姓名", "收货地址",
     "联系手机", "订单创建时间", "宝贝标题", "宝贝总数量"],
    ['="1001"', "茶友甲", "120.00", "110.00", "交易成功", "金**", "浙江省***", "'138****1111",
     "2026-03-01 00:30:00", "龙井", "2"],
    ['="1002"', "茶友甲", "50.00", "0.00", "等待买家付款", "金**", "浙江省***", "'138****1111",
     "2026-03-02 10:00:00", "毛尖", "1"],
    ['="1003"', "t**8", "80.00", "0.00", "交易关闭", "李**", "浙江省***", "'138****1111",
     "2026-03-03 10:00:00", "普洱", "1"],
    ['="1004"', "t**8", "1,080.00元", "1,080.00元", "买家已付款，等待卖家发货", "李**", "浙江省***",
     "'138****1111", "2026-03-04 10:00:00", "普洱", "3"],
]  # fmt: skip
TMALL = [
    ["子订单编号", "主订单编号", "标题", "价格", "购买数量", "外部系统编号", "商家编码",
     "买家实际支付金额", "订单状态", "退款状态", "退款金额", "订单创建时间", "订单付款时间"],
    ["21", "2001", "龙井", "60.00", "2", "E1", "TEA-1", "110.00", "交易成功", "没有申请退款", "0",
     "2026-03-01 10:00:00", ""],
    ["22", "2001", "茶杯", "30.00", "1", "E2", "CUP-1", "30.00", "交易成功", "退款成功", "30.00",
     "2026-03-01 10:00:00", ""],
    ["23", "2002", "龙井", "60.00", "1", "E1", "TEA-1", "60.00", "卖家已发货，等待买家确认",
     "退款成功", "20.00", "2026-03-01 11:00:00", ""],
    ["24", "2003", "龙井", "60.00", "1", "E1", "TEA-1", "60.00", "买家已付款，等待卖家发货",
     "买家已经申请退款，等待卖家同意", "60.00", "2026-03-01 12:00:00", ""],
    ["25", "2004", "龙井", "60.00", "1", "E1", "TEA-1", "60.00", "交易关闭", "退款成功", "60.00",
     "2026-03-01 13:00:00", ""],
]  # fmt: skip
PINDUODUO = [
    ["商品", "订单号", "订单状态", "商品总价(元)", "店铺优惠折扣(元)", "平台优惠折扣(元)",
     "多多支付立减金额(元)", "用户实付金额(元)", "商家实收金额(元)", "商品数量(件)", "商品id",
     "商家编码-规格维度", "售后状态", "订单成交时间"],
    ["龙井", "\t260301-1", "已签收", "100", "5", "3", "0.5", "91.5", "95", "2", "9", "TEA-1",
     "无售后或售后取消", "2026-03-01 08:00:00"],
    ["龙井", "\t260301-2", "已发货，退款成功", "50", "0", "0", "0", "50", "50", "1", "9", "TEA-1",
     "退款成功", "2026-03-01 09:00:00"],
    ["龙井", "\t260301-3", "待发货", "50", "0", "0", "0", "50", "50", "1", "9", "",
     "售后处理中", "2026-03-01 10:00:00"],
]  # fmt: skip
DOUYIN = [
    ["主订单编号", "子订单编号", "选购商品", "商品数量", "商家编码", "订单应付金额", "收件人",
     "收件人手机号", "详细地址", "订单提交时间", "订单状态", "售后状态", "平台实际承担优惠金额",
     "商家实际承担优惠金额", "达人实际承担优惠金额"],
    ["\t5001", "\t5001", "龙井", "2", "TEA-1", "90.00", "##密文1", "$$密文2", "##密文3",
     "2026-03-01 10:00:00", "已完成", "-", "2", "8", "0"],
    ["\t5001", "\t5002", "茶杯", "1", "CUP-1", "30.00", "##密文1", "$$密文2", "##密文3",
     "2026-03-01 10:00:00", "已完成", "已全额退款", "0", "0", "0"],
    ["\t5003", "\t5003", "茶杯", "1", "CUP-1", "30.00", "##密文1", "$$密文2", "##密文3",
     "2026-03-01 11:00:00", "已关闭", "-", "0", "0", "0"],
]  # fmt: skip
JD = [
    ["订单号", "商品ID", "商品名称", "订购数量", "下单时间", "京东价", "订单金额", "结算金额",
     "应付金额", "订单状态", "下单帐号", "客户姓名", "客户地址", "联系电话", "货号"],
    ["3001", "771", "龙井", "2", "2026-03-01 10:00:00", "60.00", "150.00", "140.01", "140.01",
     "完成", "jd_buyer", "王**", "北京***", "139****2222", "TEA-1"],
    ["3001", "772", "茶杯", "1", "2026-03-01 10:00:00", "30.00", "150.00", "140.01", "140.01",
     "完成", "jd_buyer", "王**", "北京***", "139****2222", "CUP-1"],
    ["3002", "772", "茶杯", "1", "2026-03-02 10:00:00", "30.00", "30.00", "30.00", "30.00",
     "(删除)等待出库", "jd_b*******r", "王**", "北京***", "139****2222", ""],
]  # fmt: skip


def _file(rows: list[list[str]], encoding: str = "utf-8-sig") -> bytes:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue().replace('"=""', '="').replace('"""', '"').encode(encoding)


@pytest.mark.parametrize(("published", "name"), NAMES.items())
def test_a_published_header_is_recognised(shared_data, published, name):
    kept = json.loads((shared_data / "platform_export_headers" / "headers.json").read_text())
    header = tuple(kept[published]["columns"])

    plan = layouts.proposed(layouts.detect("orders", header), "orders", header)

    assert plan.layout == name
    assert checked(plan, "orders", header) == plan
    assert (plan.options.timezone, plan.options.currency) == ("Asia/Shanghai", "CNY")
    assert not {"phone", "name", "email"} & set(plan.columns.values())


@pytest.mark.parametrize(
    "published", ["douyin_settlement_export", "taobao_item_export_ExportOrderDetailList_classic"]
)
def test_other_files_of_these_platforms_are_not_taken_for_orders(shared_data, published):
    kept = json.loads((shared_data / "platform_export_headers" / "headers.json").read_text())

    assert layouts.detect("orders", kept[published]["columns"]) == "generic"


@pytest.mark.django_db
def test_taobao_in_gbk_with_its_states_and_its_buyers(bring, workspace):
    told = bring(_file(TAOBAO, "gbk"))

    assert (told["accepted"], told["quarantined"]) == (4, 0)
    assert warehouse.select(ORDERS) == [
        ("1001", "completed", 11_000, 0, "2026-02-28 16:30:00.000"),
        ("1002", "placed", 0, 0, "2026-03-02 02:00:00.000"),
        ("1003", "cancelled", 0, 0, "2026-03-03 02:00:00.000"),
        ("1004", "paid", 108_000, 0, "2026-03-04 02:00:00.000"),
    ]
    # One buyer by their name; a masked name is nobody's, and no receiver is anybody.
    assert identity.count(workspace.pk) == 1
    assert len(identity.find_by(workspace.pk, "user_id", "茶友甲")) == 1
    named = "SELECT order_no FROM orders FINAL WHERE customer_id != 0 ORDER BY order_no"
    assert warehouse.select(named) == [("1001",), ("1002",)]


@pytest.mark.django_db
def test_tmall_takes_off_what_went_back_and_only_once_it_did(bring):
    first = bring(_file(TMALL, "gbk"))
    again = bring(_file(TMALL, "gbk"))

    assert (first["accepted"], first["quarantined"]) == (5, 0)
    assert (again["accepted"], again["duplicates"]) == (0, 5)
    assert [row[:4] for row in warehouse.select(ORDERS)] == [
        ("2001", "completed", 14_000, 3_000),
        ("2002", "shipped", 6_000, 2_000),
        ("2003", "paid", 6_000, 0),
        ("2004", "cancelled", 6_000, 0),
    ]
    assert warehouse.select(LINES)[:5] == [
        ("2001", "sale", "CUP-1", 1, 3_000, 0),
        ("2001", "sale", "TEA-1", 2, 11_000, 0),
        ("2001", "return", "CUP-1", -1, -3_000, 0),
        ("2002", "sale", "TEA-1", 1, 6_000, 0),
        ("2002", "return", "TEA-1", 0, -2_000, 0),
    ]


@pytest.mark.django_db
def test_a_refund_that_a_later_file_tells_of_is_added(bring):
    before = [TMALL[0], *([*row[:9], "没有申请退款", "0", *row[11:]] for row in TMALL[1:])]
    bring(_file(before))

    later = bring(_file(TMALL))

    assert (later["accepted"], later["duplicates"]) == (2, 3)
    assert [row[2:4] for row in warehouse.select(ORDERS)][:2] == [(14_000, 3_000), (6_000, 2_000)]


@pytest.mark.django_db
def test_pinduoduo_with_its_discounts_and_an_order_given_back(bring, workspace):
    told = bring(_file(PINDUODUO))

    assert (told["accepted"], told["quarantined"]) == (3, 0)
    assert [row[:4] for row in warehouse.select(ORDERS)] == [
        ("260301-1", "completed", 9_150, 0),
        ("260301-2", "refunded", 5_000, 5_000),
        ("260301-3", "paid", 5_000, 0),
    ]
    assert warehouse.select(LINES)[0] == ("260301-1", "sale", "TEA-1", 2, 9_150, 850)
    assert identity.count(workspace.pk) == 0


@pytest.mark.django_db
def test_douyin_has_several_rows_an_order_and_encrypted_receivers(bring, workspace):
    told = bring(_file(DOUYIN))

    assert (told["accepted"], told["quarantined"]) == (3, 0)
    assert [row[:4] for row in warehouse.select(ORDERS)] == [
        ("5001", "completed", 12_000, 3_000),
        ("5003", "cancelled", 3_000, 0),
    ]
    assert warehouse.select(LINES)[1] == ("5001", "sale", "TEA-1", 2, 9_000, 1_000)
    assert identity.count(workspace.pk) == 0


@pytest.mark.django_db
def test_jd_writes_the_orders_whole_on_each_of_its_rows(bring, workspace):
    told = bring(_file(JD, "gbk"))

    assert (told["accepted"], told["quarantined"]) == (3, 0)
    assert [row[:4] for row in warehouse.select(ORDERS)] == [
        ("3001", "completed", 14_001, 0),
        ("3002", "cancelled", 3_000, 0),
    ]
    assert [(sku, amount) for _, _, sku, _, amount, _ in warehouse.select(LINES)[:2]] == [
        ("CUP-1", 2_800),
        ("TEA-1", 11_201),
    ]
    assert identity.count(workspace.pk) == 1


def test_a_whole_is_only_divided_where_it_is_one():
    def paid(order, amount, price):
        found = after_sale.once_an_order(
            pl.Series(order), pl.Series(amount), pl.Series(price), pl.Series([1] * len(order))
        )
        return found.to_list()

    assert paid(["a", "a", "b"], [100, 100, 70], [60, 40, 70]) == [60, 40, 70]
    assert paid(["a", "a", "a"], [100, 100, 100], [50, 50, 50]) == [34, 33, 33]
    assert paid(["a", "a"], [100, 100], [100, 100]) == [100, 100]  # two of one price
    assert paid(["a", "a"], [60, 40], [60, 40]) == [60, 40]
    assert paid(["a", "a"], [0, 0], [0, 0]) == [0, 0]


@pytest.mark.parametrize(
    ("words", "is_done"),
    [
        ("退款成功", True), ("已全额退款", True), ("已发货，退款成功", True), ("退款完成", True),
        ("部分退款成功", False), ("退款关闭", False), ("售后处理中", False),
        ("没有申请退款", False), ("无售后或售后取消", False), ("-", False), (None, False),
    ],
)  # fmt: skip
def test_money_went_back_when_the_words_say_so(words, is_done):
    assert after_sale.is_done(pl.Series([words], dtype=pl.String)).to_list() == [is_done]


@pytest.mark.parametrize(
    "value",
    ["138****0000", "金**", "t*8", "张*", "##密文", "$$密文", "$abc$1$", "~AgAAA~0", "a***@x.com"],
)
def test_what_was_masked_elsewhere_is_nobodys(value):
    assert cells.person(pl.Series([value])).values.to_list() == [None]


@pytest.mark.parametrize("value", ["茶友甲", "13800138000", "a@x.com", "US$5", "u#1", "a~b"])
def test_what_is_whole_stays(value):
    assert cells.person(pl.Series([value])).values.to_list() == [value]
