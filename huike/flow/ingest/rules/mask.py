"""Cells as they may be shown to anybody who sees the import: people stay unreadable."""

import re
from collections.abc import Mapping

from huike.flow.ingest.rules.fields import PERSONAL, WRITTEN
from huike.flow.ingest.rules.plan import Plan

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_LONG_NUMBER = re.compile(r"(?<!\d)\+?\d[\d -]{6,}\d(?!\d)")
_HINTS = re.compile(
    r"name|mail|phone|mobile|tel|address|addr|street|zip|birth|id.?card|receiver|consignee|buyer|"
    r"姓名|邮箱|手机|电话|地址|收货|收件|身份证|生日|买家|会员名|昵称|联系|备注|留言",
    re.IGNORECASE,
)
_MOST = 60


def row(cells: Mapping[str, str | None], plan: Plan) -> dict[str, str | None]:
    """The cells of a row, column by column, masked where they may name a person."""
    return {column: cell(column, value, plan) for column, value in cells.items()}


def cell(column: str, value: str | None, plan: Plan) -> str | None:
    """Cells of fields that hold no person stay; of other columns only what looks harmless does."""
    if not value:
        return value
    name = plan.columns.get(column)
    if name is None:
        return free(column, value)
    if name in PERSONAL:
        return hidden(value)
    if name in WRITTEN:
        return _cut(_without_people(value))
    return _cut(_without_people(value) if _EMAIL.search(value) else value)


def free(name: str, value: str) -> str:
    """A value of which only its name is known: masked where it may name a person."""
    return hidden(value) if _HINTS.search(name) else _cut(_without_people(value))


def hidden(value: str) -> str:
    """The first sign and the last two of a long value; the length is not told either."""
    if len(value) < 6:
        return value[:1] + "***"
    return f"{value[:1]}***{value[-2:]}"


def _without_people(value: str) -> str:
    value = _EMAIL.sub(lambda found: hidden(found[0]), value)
    return _LONG_NUMBER.sub(lambda found: hidden(found[0]), value)


def _cut(value: str) -> str:
    return value if len(value) <= _MOST else value[:_MOST] + "…"
