"""Rules as sentences that a marketer would say, in both languages."""

from typing import Any

import pytest

from huike.flow.segment.rules import Names, parse, sentence

NAMES = Names(currency="CNY", shops={1: "旗舰店"}, segments={7: "VIP"})


def trait(name: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"kind": "trait", "name": name, "op": op, "value": value}


def orders(**more: Any) -> dict[str, Any]:
    return {"kind": "orders", "op": "gte", "value": 1, **more}


ANY_ORDER, LAST_30 = orders(), {"kind": "last", "n": 30}


@pytest.mark.parametrize(
    ("rule", "zh", "en"),
    [
        ({"kind": "all"}, "全部客户", "All customers"),
        (
            trait("spend", "gte", 50000),
            "消费金额至少 ¥500 的客户",
            "Customers whose spend is at least ¥500",
        ),
        (
            trait("orders", "between", [2, 1000]),
            "订单数在 2 到 1,000 单之间的客户",
            "Customers whose number of orders is between 2 and 1,000",
        ),
        (
            trait("stage", "in", ["active", "at_risk"]),
            "生命周期阶段属于「活跃」「流失预警」的客户",
            "Customers whose lifecycle stage is one of “Active” or “At risk”",
        ),
        (
            trait("last_order_at", "before_last", {"n": 3, "unit": "month"}),
            "最近下单时间在 3 个月以前的客户",
            "Customers whose last order date is more than 3 months ago",
        ),
        (
            trait("attributes.city", "not_exists"),
            "没有属性「city」的客户",
            "Customers whose attribute “city” is not known",
        ),
        (
            orders(window=LAST_30),
            "最近 30 天内下过单的客户",
            "Customers who ordered in the last 30 days",
        ),
        (
            {"kind": "not", "rule": orders(window=LAST_30)},
            "最近 30 天内没有下过单的客户",
            "Customers who did not order in the last 30 days",
        ),
        (
            orders(
                measure="sum",
                value=12345,
                shops=[1, 2],
                of={"kind": "categories", "categories": ["饮料", "零食", "酒", "茶"]},
                window={"kind": "between", "start": "2026-01-01", "end": "2026-01-31"},
            ),
            "2026-01-01 至 2026-01-31 期间店铺「旗舰店」「#2」、"
            "品类「饮料」「零食」「酒」等 4 个的消费金额至少 ¥123.45 的客户",
            "Customers whose spend between 2026-01-01 and 2026-01-31 in shops “旗舰店” or “#2” of"
            " categories “饮料”, “零食”, “酒” and 1 more is at least ¥123.45",
        ),
        (
            orders(measure="average", op="not_exists", value=None, statuses=["paid"]),
            "没有状态「已付款」的客单价的客户",
            "Customers whose average order value with status “paid” does not exist",
        ),
        (
            {"kind": "not", "rule": trait("first_order_at", "eq", "2026-01-31")},
            "不满足（首次下单时间在 2026-01-31 当天）的客户",
            "Customers other than those whose first order date is on 2026-01-31",
        ),
        (
            {"kind": "not", "rule": trait("stage", "in", ["new"])},
            "生命周期阶段不属于「新客」的客户",
            "Customers whose lifecycle stage is none of “New”",
        ),
        (
            {"kind": "membership", "segment_id": 7, "member": False},
            "不在人群「VIP」中的客户",
            "Customers not in the segment “VIP”",
        ),
        (
            {"kind": "membership", "segment_id": 8},
            "在人群 #8（已删除或不可见）中的客户",
            "Customers in the segment #8 (deleted or not visible)",
        ),
        (
            {"kind": "consent", "purpose": "marketing", "channel": "email", "state": "granted"},
            "已同意通过邮件接收营销信息的客户",
            "Customers who agreed to marketing by e-mail",
        ),
        (
            {
                "kind": "events",
                "event": "coupon_redeemed",
                "value": 3,
                "window": {"kind": "since", "start": "2026-01-01"},
                "where": [{"name": "campaign", "op": "eq", "value": "18"}],
            },
            "自 2026-01-01 起发生「coupon_redeemed」（campaign是「18」）的次数至少 3 次的客户",
            "Customers whose number of “coupon_redeemed” (where campaign is “18”) since 2026-01-01"
            " is at least 3",
        ),
        (
            {
                "kind": "not",
                "rule": {"kind": "messages", "did": "opened", "value": 1, "window": LAST_30},
            },
            "最近 30 天内没有打开过消息的客户",
            "Customers who opened no message in the last 30 days",
        ),
        (
            {"kind": "messages", "did": "sent", "channel": "email", "op": "gt", "value": 3},
            "被发送过邮件的条数大于 3 条的客户",
            "Customers whose number of e-mail messages sent is more than 3",
        ),
        (
            {
                "kind": "all",
                "rules": [
                    {"kind": "identity", "has": "email"},
                    {"kind": "any", "rules": [ANY_ORDER, trait("spend", "lt", 100)]},
                ],
            },
            "有邮箱，且（下过单，或消费金额少于 ¥1）的客户",
            "Customers with an e-mail address and (who ordered or whose spend is less than ¥1)",
        ),
        (
            {
                "kind": "not",
                "rule": {"kind": "any", "rules": [ANY_ORDER, {"kind": "shop", "shops": [1]}]},
            },
            "不满足（下过单，或是店铺「旗舰店」的客户）的客户",
            "Customers other than those (who ordered or of shop “旗舰店”)",
        ),
        (
            {"kind": "any", "rules": [{"kind": "all"}, ANY_ORDER]},
            "全部客户",
            "All customers",
        ),
        (
            {"kind": "created", "window": {"kind": "last", "n": 0}},
            "今天成为客户的客户",
            "Customers who became customers today",
        ),
    ],
)
def test_a_rule_is_said_in_both_languages(rule: dict[str, Any], zh: str, en: str) -> None:
    parsed = parse(rule)
    assert sentence(parsed, "zh", NAMES) == zh
    assert sentence(parsed, "en", NAMES) == en


def test_money_is_said_in_the_currency_of_the_workspace() -> None:
    rule = parse(trait("spend", "gte", 50050))
    assert sentence(rule, "en", Names(currency="JPY")).endswith("¥50,050")
    assert sentence(rule, "en", Names(currency="CHF")).endswith("CHF 500.50")


def test_a_field_that_no_longer_exists_is_said_by_its_name() -> None:
    rule = parse(trait("spend", "gte", 1))
    assert "spend" in sentence(rule, "zh", NAMES, fields={})
