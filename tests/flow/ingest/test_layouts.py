"""Which file it is, and how its columns are read unless a person says otherwise."""

import json

import pytest

from huike.base.kernel.errors import Invalid
from huike.flow.ingest.rules import layouts
from huike.flow.ingest.rules.plan import Options, Plan, checked

_UCI = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice",
        "CustomerID", "Country")  # fmt: skip


def test_known_files_are_known_by_their_columns():
    assert layouts.detect("orders", _UCI) == "uci_online_retail"
    assert layouts.detect("orders", _UCI[:-2]) == "generic"
    assert layouts.detect("products", _UCI) == "generic"


def test_columns_of_a_known_file_may_stand_in_any_order():
    assert layouts.detect("orders", _UCI[::-1]) == "uci_online_retail"
    assert layouts.fingerprint(_UCI[::-1]) == layouts.fingerprint(_UCI)
    assert layouts.fingerprint(_UCI[1:]) != layouts.fingerprint(_UCI)


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        (
            ["Order ID", "Order Date", "E-mail", "SKU", "Qty", "Price", "Discount", "Note"],
            {
                "Order ID": "order_no",
                "Order Date": "ordered_at",
                "E-mail": "email",
                "SKU": "sku",
                "Qty": "quantity",
                "Price": "unit_price",
                "Discount": "discount",
            },
        ),
        (
            [
                "订单编号",
                "买家会员名",
                "买家实际支付金额",
                "订单状态",
                "联系手机",
                "订单创建时间",
                "宝贝标题",
                "总金额",
            ],
            {
                "订单编号": "order_no",
                "买家会员名": "user_id",
                "买家实际支付金额": "amount",
                "订单状态": "status",
                "联系手机": "phone",
                "订单创建时间": "ordered_at",
                "宝贝标题": "title",
            },
        ),
        (
            [
                "订单号",
                "用户实付金额(元)",
                "店铺优惠折扣(元)",
                "平台优惠折扣(元)",
                "商品数量(件)",
                "订单成交时间",
            ],
            {
                "订单号": "order_no",
                "用户实付金额(元)": "amount",
                "店铺优惠折扣(元)": "discount",
                "平台优惠折扣(元)": "discount",
                "商品数量(件)": "quantity",
                "订单成交时间": "ordered_at",
            },
        ),
    ],
)
def test_a_generic_header_is_guessed_in_both_languages(header, columns):
    plan = layouts.proposed("generic", "orders", header)

    assert plan.columns == columns
    assert checked(plan, "orders", tuple(header)) == plan


@pytest.mark.parametrize(
    "platform", ["taobao_order_export_ExportOrderList_classic", "pinduoduo_order_export"]
)
def test_headers_of_real_platforms_give_a_plan_that_can_be_run(shared_data, platform):
    kept = json.loads((shared_data / "platform_export_headers" / "headers.json").read_text())
    header = tuple(kept[platform]["columns"])

    plan = layouts.proposed(layouts.detect("orders", header), "orders", header)

    assert checked(plan, "orders", header).columns


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"a": "order_no", "b": "ordered_at", "x": "amount"}, "mapping_column_missing"),
        ({"a": "order_no", "b": "ordered_at", "c": "amounts"}, "mapping_field_unknown"),
        ({"a": "order_no", "b": "order_no", "c": "amount"}, "mapping_field_doubled"),
        ({"a": "order_no", "c": "amount"}, "mapping_incomplete"),
        ({"a": "order_no", "b": "ordered_at", "c": "quantity"}, "mapping_incomplete"),
        ({"a": "order_no", "b": "ordered_at", "c": "attribute.x"}, "mapping_field_unknown"),
    ],
)
def test_a_plan_that_cannot_be_run_is_refused_by_name(columns, code):
    with pytest.raises(Invalid) as refused:
        checked(Plan(columns=columns), "orders", ("a", "b", "c"))

    assert refused.value.code == code


def test_customers_need_something_to_know_them_by():
    with pytest.raises(Invalid, match="user_id"):
        checked(Plan(columns={"a": "name"}), "customers", ("a",))


def test_options_are_checked():
    with pytest.raises(ValueError, match="time zone"):
        Options(timezone="Mars/Base")
    with pytest.raises(ValueError, match="currency"):
        Options(currency="yuan")
    with pytest.raises(ValueError, match="greater than 0"):
        Options(rates={"USD": 0})
    with pytest.raises(ValueError, match="Extra"):
        Options(what=1)


def test_another_layout_can_be_asked_for():
    assert layouts.proposed("complete_journey", "orders", _UCI).layout == "complete_journey"
    with pytest.raises(Invalid, match="basket_id"):
        checked(layouts.proposed("complete_journey", "orders", _UCI), "orders", _UCI)
