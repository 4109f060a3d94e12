"""The Liquid filters that templates may use; each is guarded in what it takes and gives."""

import math
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from liquid import Environment, RenderContext
from liquid.exceptions import FilterArgumentError, LiquidError, ResourceLimitError
from liquid.filter import with_context
from liquid.undefined import is_undefined

from huike.base.kernel.money import exponent

MOST_TEXT = 100_000
MOST_ITEMS = 10_000
_MOST_BITS = 63
_SYMBOLS = {"CNY": "¥", "JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$", "TWD": "NT$"}
_DATE_PARTS = frozenset("YmdHMSybBaAejpIu%")

_NUMBERS = "abs at_least at_most ceil divided_by floor minus modulo plus round times"
_WORDS = (
    "append capitalize downcase escape lstrip prepend remove rstrip slice split strip truncate"
    " truncatewords upcase url_encode default"
)
_LISTS = "compact concat first join last map reverse size sort sum uniq where"
_LIQUIDS_OWN = Environment().filters

Filter = Callable[..., Any]


class Missing(LiquidError):
    """A value that the template calls required is not there for this customer."""


def allowed() -> dict[str, Filter]:
    """Every filter by name, guarded."""
    names = f"{_NUMBERS} {_WORDS} {_LISTS}".split()
    plain: dict[str, Filter] = {name: _LIQUIDS_OWN[name] for name in names}
    plain |= {"replace": _replace, "require": _require, "money": _money, "date": _date}
    return {name: _guarded(name, function) for name, function in plain.items()}


def _guarded(name: str, function: Filter) -> Filter:
    @wraps(function)
    def guard(*args: Any, **kwargs: Any) -> Any:
        for value in args:
            _check(value)
        try:
            given = function(*args, **kwargs)
        except LiquidError:
            raise
        except (ValueError, TypeError, ArithmeticError, LookupError, OverflowError) as wrong:
            raise FilterArgumentError(f"{name}: {wrong}", token=None) from wrong
        _check(given)
        return given

    return guard


def _check(value: object) -> None:
    """Keep every value small: what grows step by step is stopped at the first step too far."""
    kind = type(value)
    if isinstance(value, str):
        too_much = len(value) > MOST_TEXT
    elif kind is int:
        too_much = value.bit_length() > _MOST_BITS  # type: ignore[attr-defined]
    elif isinstance(value, range | list | tuple):
        too_much = len(value) > MOST_ITEMS
    else:
        return
    if too_much:
        raise ResourceLimitError("a value grows too large", token=None)


def _replace(text: object, old: object, new: object = "") -> Any:
    """As Liquid's, but the size of the result is known before it is made."""
    whole, part, by = (str("" if one is None else one) for one in (text, old, new))
    pieces = whole.count(part) if part else len(whole) + 1
    if len(whole) + pieces * len(by) > MOST_TEXT:
        raise ResourceLimitError("a value grows too large", token=None)
    return _LIQUIDS_OWN["replace"](text, old, new)


def _require(value: object) -> object:
    """The value itself; a customer without it gets no message rather than a gap."""
    if value is None or is_undefined(value) or value == "":
        raise Missing("a required value is empty for this customer", token=None)
    return value


@with_context
def _money(value: object, *, context: RenderContext) -> str:
    """An amount in the workspace's currency: ¥1,234.50."""
    if value is None or is_undefined(value) or value == "":
        return ""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        raise FilterArgumentError("money: not an amount", token=None) from None
    if not amount.is_finite() or abs(amount) > 10**15:
        raise FilterArgumentError("money: not an amount", token=None)
    currency = str(_of_workspace(context, "currency") or "CNY")
    symbol = _SYMBOLS.get(currency, f"{currency} ")
    sign = "-" if amount < 0 else ""
    return f"{sign}{symbol}{abs(amount):,.{exponent(currency)}f}"


@with_context
def _date(value: object, layout: object = "%Y-%m-%d", *, context: RenderContext) -> str:
    """A moment in the workspace's time zone; `now` is the moment of rendering."""
    if value is None or is_undefined(value) or value == "":
        return ""
    zone = ZoneInfo(str(_of_workspace(context, "timezone") or "UTC"))
    if value in ("now", "today"):
        value = context.get(["now"], token=None)
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        value = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=value)
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        value = (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(zone)
    elif not isinstance(value, date):
        raise FilterArgumentError("date: not a moment", token=None)
    return value.strftime(_safe_layout(str(layout)))


def _safe_layout(layout: str) -> str:
    """Only plain directives: widths such as %99999999Y would let the C library fill the memory."""
    rest = layout.replace("%-", "%")
    if len(layout) > 100 or any(rest[at + 1 : at + 2] not in _DATE_PARTS for at in _percents(rest)):
        raise FilterArgumentError(f"date: {layout[:40]!r} is not a known layout", token=None)
    return layout


def _percents(layout: str) -> list[int]:
    found, at = [], layout.find("%")
    while at != -1:
        found.append(at)
        at = layout.find("%", at + 2)
    return found


def _of_workspace(context: RenderContext, name: str) -> object:
    return context.get(["workspace", name], token=None, default=None)
