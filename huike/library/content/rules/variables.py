"""The values a template may use: one list for the editor, the check at saving and the samples."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches

from huike.library.content.rules.faults import TemplateFault
from huike.library.content.rules.filters import allowed
from huike.library.content.rules.liquid import Template


@dataclass(frozen=True)
class Variable:
    """A value by its path, what it is in two languages, and a sample for previews."""

    path: str
    kind: str  # text, number, money, date, list, url
    zh: str
    en: str
    sample: object
    is_personal: bool = False


_WHEN = datetime(2026, 1, 15, 4, 0, tzinfo=UTC)

VARIABLES: tuple[Variable, ...] = (
    Variable("customer.id", "number", "客户编号", "Customer number", 10001),
    Variable("customer.name", "text", "姓名", "Name", "王小明", is_personal=True),
    Variable("customer.orders", "number", "订单数", "Orders", 5),
    Variable("customer.spend", "money", "累计消费", "Total spend", 1288.5),
    Variable("customer.net", "money", "净消费（减退款）", "Spend less refunds", 1208.5),
    Variable("customer.average_order", "money", "客单价", "Average order", 257.7),
    Variable("customer.first_order_at", "date", "首次下单", "First order", _WHEN),
    Variable("customer.last_order_at", "date", "最近下单", "Last order", _WHEN),
    Variable("customer.days_since_order", "number", "距上次下单天数", "Days since last order", 21),
    Variable("customer.rfm_segment", "text", "RFM 分组", "RFM group", "champions"),
    Variable("customer.stage", "text", "生命周期阶段", "Lifecycle stage", "loyal"),
    Variable("customer.favourite_category", "text", "偏好品类", "Favourite category", "咖啡"),
    Variable(
        "customer.favourite_categories",
        "list",
        "偏好品类（多个）",
        "Favourite categories",
        ["咖啡", "茶"],
    ),
    Variable("customer.attributes.*", "text", "自定义属性", "Custom attribute", ""),
    Variable("workspace.name", "text", "品牌名称", "Brand name", "示例品牌"),
    Variable("workspace.currency", "text", "币种", "Currency", "CNY"),
    Variable("workspace.timezone", "text", "时区", "Time zone", "Asia/Shanghai"),
    Variable("sender.name", "text", "发件人名称", "Sender name", "示例品牌"),
    Variable(
        "sender.postal_address",
        "text",
        "发件人邮寄地址",
        "Sender's postal address",
        "上海市黄浦区示例路 1 号",
    ),
    Variable(
        "unsubscribe_url",
        "url",
        "退订链接",
        "Unsubscribe link",
        "https://example.com/u/sample",
    ),
    Variable(
        "preferences_url",
        "url",
        "偏好设置链接",
        "Preferences link",
        "https://example.com/p/sample",
    ),
    Variable("now", "date", "当前时间", "This moment", _WHEN),
)
URLS = frozenset(one.path for one in VARIABLES if one.kind == "url")

# Set by the server around the author's text; authors cannot write them.
CLICK = "_click"
PIXEL = "_pixel"

_PATHS = {one.path for one in VARIABLES}
_OBJECTS = {one.path.split(".")[0] for one in VARIABLES if "." in one.path}
_LISTS = {one.path for one in VARIABLES if one.kind in ("list", "text")}


def sample_facts() -> dict[str, object]:
    """Facts of nobody, for previews."""
    facts: dict[str, object] = {CLICK: "https://example.com/c/sample", PIXEL: None}
    for one in VARIABLES:
        holder, parts = facts, one.path.split(".")
        for part in parts[:-1]:
            inner = holder.setdefault(part, {})
            assert isinstance(inner, dict)
            holder = inner
        if parts[-1] != "*":
            holder[parts[-1]] = one.sample
    return facts


def check(template: Template, part: str, own: Collection[str] = ()) -> None:
    """Refuse values and filters that are on no list, naming the nearest that is."""
    uses = template.uses()
    known = set(allowed())
    for name, line in uses.filters:
        if name not in known:
            raise _unknown("filter", name, known, part, line)
    for path, line in uses.values:
        if not _is_known(path) and path[0] not in own:
            raise _unknown("value", ".".join(path), _PATHS, part, line)


def used(template: Template) -> set[str]:
    """The registered values that a template uses."""
    return {".".join(path) for path, _ in template.uses().values if _is_known(path)}


def _is_known(path: tuple[str, ...]) -> bool:
    text = ".".join(path)
    if text in _PATHS or text in _OBJECTS:
        return True
    if path[:2] == ("customer", "attributes"):
        return len(path) <= 3
    # An item or the size of a list, the size of a text.
    return ".".join(path[:-1]) in _LISTS and path[-1] in ("*", "first", "last", "size")


def _unknown(what: str, name: str, known: set[str], part: str, line: int) -> TemplateFault:
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    return TemplateFault(
        f"The {part} uses {name!r}, which is no {what} here",
        code=f"unknown_{what}",
        where=f"{part}, line {line}",
        mend=f"Did you mean {near[0]!r}?" if near else f"Choose a {what} from the editor's list",
        part=part,
        line=line,
        name=name,
        near=near[0] if near else "",
    )
