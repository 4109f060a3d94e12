"""Rules in Chinese."""

from collections.abc import Sequence
from typing import Any

from huike.flow.segment.rules import language as lang
from huike.flow.segment.rules.check import MEASURE_TYPES
from huike.flow.segment.rules.speak import SHOWN, Speaker, number, several

_UNITS = {"hour": "小时", "day": "天", "week": "周", "month": "个月"}
_COUNTERS = {"order": "单", "day": "天", "score": "分"}
_MEASURES = {
    "count": "订单数",
    "sum": "消费金额",
    "quantity": "购买件数",
    "average": "客单价",
    "refund": "退款金额",
    "first": "首次下单时间",
    "last": "最近一次下单时间",
}
_FIGURE_UNITS = {"count": "单", "quantity": "件"}
STATUSES = {
    "placed": "已下单",
    "paid": "已付款",
    "shipped": "已发货",
    "completed": "已完成",
    "cancelled": "已取消",
    "refunded": "已退款",
}
_HAS = {"email": "邮箱", "phone": "手机号", "user_id": "会员账号"}
_PURPOSES = {"marketing": "营销信息", "transactional": "交易通知", "personalisation": "个性化推荐"}
_CHANNELS = {"email": "邮件", "sms": "短信", "wechat": "微信", "push": "推送", "phone": "电话"}
_DID = {
    "sent": "被发送过",
    "delivered": "收到过",
    "opened": "打开过",
    "clicked": "点击过",
    "unsubscribed": "退订过",
}
_COMPARED = {"eq": "等于", "ne": "不等于", "gt": "大于", "gte": "至少", "lt": "少于", "lte": "至多"}
_DAYS = {
    "eq": "在 {} 当天",
    "gt": "晚于 {}",
    "gte": "不早于 {}",
    "lt": "早于 {}",
    "lte": "不晚于 {}",
}
_STATES = {"granted": "已同意", "withdrawn": "已拒绝", "none": "未表态是否同意"}


class Chinese(Speaker):
    """`最近 30 天内下过单，且消费金额至少 ¥500 的客户`, put together from clauses."""

    def sentence(self, clause: str) -> str:
        return f"{_spaced(clause)}的客户"

    def everybody(self) -> str:
        return "全部客户"

    def nobody(self) -> str:
        return "不存在"

    def joined(self, kind: str, clauses: Sequence[str]) -> str:
        return ("，且" if kind == "all" else "，或").join(clauses)

    def bracketed(self, clause: str) -> str:
        return f"（{clause}）"

    def negated(self, clause: str) -> str:
        return f"不满足{clause}" if clause.startswith("（") else f"不满足（{clause}）"

    def trait(self, rule: lang.TraitIs) -> str:
        field = self.field(rule)
        if rule.op in ("exists", "not_exists"):
            return f"{'有' if rule.op == 'exists' else '没有'}{field.zh}"
        words = {option.value: option.zh for option in field.options}
        values = [
            words.get(one, one) if isinstance(one, str) else one for one in several(rule.value)
        ]
        unit = _COUNTERS.get(field.unit, "")
        return f"{field.zh}{self._test(field.type, rule.op, values, unit)}"

    def identity(self, rule: lang.IdentityHas) -> str:
        return f"{'有' if rule.present else '没有'}{_HAS[rule.has]}"

    def created(self, rule: lang.CreatedIn) -> str:
        return f"{self._window(rule.window) or '已'}成为客户"

    def shop(self, rule: lang.ShopOf) -> str:
        return f"是店铺{self._shops(rule.shops)}的客户"

    def orders(self, rule: lang.OrdersAre) -> str:
        about = self._about(rule)
        window = self._window(rule.window)
        if rule.measure == "count" and (rule.op, rule.value) in (("gte", 1), ("eq", 0)):
            verb = "下过单" if rule.op == "gte" else "没有下过单"
            return f"{window}{'在' + about if about else ''}{verb}"
        figure = f"{window}{about}" + ("的" if window or about else "")
        if not figure and MEASURE_TYPES[rule.measure] != "date":
            figure = "累计"
        figure += _MEASURES[rule.measure]
        if rule.op in ("exists", "not_exists"):
            return f"{'有' if rule.op == 'exists' else '没有'}{figure}"
        unit = _FIGURE_UNITS.get(rule.measure, "")
        values = several(rule.value)
        return f"{figure}{self._test(MEASURE_TYPES[rule.measure], rule.op, values, unit)}"

    def member(self, rule: lang.MemberOf) -> str:
        name = self.names.segments.get(rule.segment_id)
        known = f"「{name}」" if name else f" #{rule.segment_id}（已删除或不可见）"
        return f"{'在' if rule.member else '不在'}人群{known}中"

    def consent(self, rule: lang.ConsentIs) -> str:
        purpose = _PURPOSES.get(rule.purpose, f"「{rule.purpose}」")
        channel = _CHANNELS.get(rule.channel, f"「{rule.channel}」")
        return f"{_STATES[rule.state]}通过{channel}接收{purpose}"

    def events(self, rule: lang.EventsAre) -> str:
        window = self._window(rule.window)
        where = "、".join(f"{one.name}{self._property(one)}" for one in rule.where)
        what = f"「{rule.event}」" + (f"（{where}）" if where else "")
        if (rule.op, rule.value) in (("gte", 1), ("eq", 0)):
            return f"{window}{'发生过' if rule.op == 'gte' else '没有发生过'}{what}"
        return f"{window}发生{what}的次数{self._test('number', rule.op, several(rule.value), '次')}"

    def messages(self, rule: lang.MessagesAre) -> str:
        window = self._window(rule.window)
        channel = _CHANNELS.get(rule.channel, f"「{rule.channel}」") if rule.channel else "消息"
        what = f"{_DID[rule.did]}{channel}"
        if (rule.op, rule.value) in (("gte", 1), ("eq", 0)):
            return f"{window}{what}" if rule.op == "gte" else f"{window}没有{what}"
        return f"{window}{what}的条数{self._test('number', rule.op, several(rule.value), '条')}"

    def _property(self, one: lang.PropertyIs) -> str:
        if one.op == "exists":
            return "有值"
        values = several(one.value)
        return self._test("text" if isinstance(values[0], str) else "number", one.op, values, "")

    def _about(self, rule: lang.OrdersAre) -> str:
        about = []
        if rule.shops:
            about.append(f"店铺{self._shops(rule.shops)}")
        match rule.of:
            case lang.OfProducts():
                about.append(f"商品{_quoted(rule.of.skus)}")
            case lang.OfCategories():
                about.append(f"品类{_quoted(rule.of.categories)}")
        if rule.statuses:
            about.append(f"状态{_quoted([STATUSES[one] for one in rule.statuses])}")
        return "、".join(about)

    def _shops(self, shops: Sequence[int]) -> str:
        return _quoted([self.shop_name(one) for one in shops])

    def _window(self, window: lang.Window) -> str:
        match window:
            case lang.LastWindow():
                return _last(window)
            case lang.EarlierWindow():
                return f"{_length(window)}以前"
            case lang.BetweenWindow():
                return f"{window.start} 至 {window.end} 期间"
            case lang.SinceWindow():
                return f"自 {window.start} 起"
        return ""

    def _test(self, type_: str, op: str, values: Sequence[Any], unit: str) -> str:
        if type_ == "date":
            return _date(op, values)
        if type_ == "list":
            return {"contains": "包含", "in": "包含任一：", "not_in": "不包含："}[op] + _quoted(
                values
            )
        if type_ == "text":
            some = _quoted(values)
            if op in ("in", "not_in"):
                return f"{'属于' if op == 'in' else '不属于'}{some}"
            return {"eq": "是", "ne": "不是", "contains": "包含"}[op] + some
        shown = [self.money(one) if type_ == "money" else number(one) for one in values]
        end = f" {unit}" if unit else ""
        if op == "between":
            return f"在 {shown[0]} 到 {_spaced(shown[1] + end)}之间"
        if op in ("in", "not_in"):
            return f"{'是' if op == 'in' else '不是'} {_listed(shown)}{end}"
        return f"{_COMPARED[op]} {shown[0]}{end}"


def _date(op: str, values: Sequence[Any]) -> str:
    if op == "in_last":
        return f"在{_last(values[0])}"
    if op == "before_last":
        return f"在{_length(values[0])}以前"
    if op == "between":
        return f"在 {values[0]} 至 {values[1]} 之间"
    return _DAYS[op].format(values[0])


def _last(ago: lang.Ago) -> str:
    if ago.n == 0 and ago.unit != "hour":
        return "今天"
    return f"最近 {ago.n} {_UNITS[ago.unit]}内"


def _length(ago: lang.Ago) -> str:
    if ago.n == 0 and ago.unit != "hour":
        return "今天"
    return f" {ago.n} {_UNITS[ago.unit]}"


def _spaced(text: str) -> str:
    """A space between a figure and the word after it."""
    return text + " " * (text[-1:].isascii() and text[-1:].isalnum())


def _quoted(values: Sequence[Any]) -> str:
    shown = "".join(f"「{one}」" for one in values[:SHOWN])
    return shown + (f"等 {len(values)} 个" if len(values) > SHOWN else "")


def _listed(values: Sequence[str]) -> str:
    shown = "、".join(values[:SHOWN])
    return shown + (f" 等 {len(values)} 个" if len(values) > SHOWN else "")
