"""Lines of orders: what was sold, what came back, what is stock-taking; money in whole units."""

from decimal import Decimal

import numpy as np
import polars as pl

from huike.base.kernel.money import exponent
from huike.flow.ingest.rules import after_sale, cells
from huike.flow.ingest.rules.cleaning import Cleaned, Setting, Typed
from huike.flow.ingest.rules.plan import Options, Plan

_SCALE = 10**8
_MOST = 10**15  # minor units of one line

PEOPLE = ("user_id", "email", "phone", "name")
PAYING = ("payment_method", "paid_at", "coupon")
SENDING = ("shipped_at", "signed_at", "carrier", "tracking_no")
BESIDE = (*PAYING, *SENDING)  # of the order, not of its lines


def clean(table: pl.DataFrame, rows: np.ndarray, plan: Plan, setting: Setting) -> Cleaned:
    """Rows of a file as order lines."""
    typed = Typed(table, "orders", plan, setting)
    options = plan.options
    quantity = (
        typed["quantity"].fill_null(1) if "quantity" in typed else typed.constant(1, pl.Int64)
    )
    price, paid, discount = _amounts(typed, quantity)
    is_anonymous = _is_anonymous(typed)
    is_return, is_adjustment = _sorts(
        typed["order_no"], quantity, paid, price, is_anonymous, options
    )
    is_sale = ~(is_return | is_adjustment)
    typed.refuse("quantity", "negative_quantity", is_sale & (quantity < 0))
    blamed = "amount" if "amount" in typed else "unit_price"
    typed.refuse(blamed, "negative_amount", is_sale & (quantity >= 0) & (paid < 0))
    if not options.is_anonymous_allowed:
        typed.refuse("user_id", "missing", is_anonymous & ~is_adjustment)

    currency = _currency(typed, setting, options)
    amounts = {"price": price, "paid": paid, "discount": discount, "back": _back(typed)}
    own, foreign = _converted(amounts, currency, setting, options)
    # A line beyond this is no sale, and its sums would not fit.
    typed.refuse(blamed, "amount_out_of_range", foreign["paid"].abs() > _MOST)
    typed.refuse("unit_price", "amount_out_of_range", foreign["price"].abs() > _MOST)
    own, foreign = _in_whole_units(own, foreign, typed, quantity, options)
    zero = typed.constant(0, pl.Int64)
    kind = (
        typed.constant("sale", pl.String).set(is_return, "return").set(is_adjustment, "adjustment")
    )
    status = typed.text("status").fill_null(options.status)
    cleaned = typed.cleaned(
        rows,
        {
            "order_no": typed["order_no"],
            "sku": typed.text("sku").fill_null(""),
            "title": typed.text("title").fill_null(""),
            "category": typed.text("category").fill_null(""),
            "kind": kind,
            "status": status.set(is_return, "refunded"),
            "ordered_at": typed["ordered_at"].dt.cast_time_unit("ms"),
            "quantity": quantity,
            "unit_price": own["price"],
            "amount": own["paid"].zip_with(is_sale, zero),
            "refund": own["paid"].abs().zip_with(is_return, zero),
            "discount": own["discount"].zip_with(is_sale, zero),
            "currency": currency,
            "currency_amount": foreign["paid"].zip_with(is_sale, zero),
            # What makes two lines of an order equal is written in the file's own currency, so that
            # another rate does not make another line.
            "content_price": foreign["price"],
            "content_amount": foreign["paid"],
            "content_discount": foreign["discount"],
            **{name: typed.text(name) for name in PEOPLE},
            **_paying(typed),
            **_gone(typed, own, foreign, is_sale & (status != "cancelled")),
        },
    )
    return Cleaned(after_sale.with_returns(cleaned.facts), cleaned.problems)


def _back(typed: Typed) -> pl.Series:
    return typed["refund"].fill_null(0).abs() if "refund" in typed else typed.constant(0, pl.Int64)


def _paying(typed: Typed) -> dict[str, pl.Series]:
    """How the order was paid, with which coupons, and how it was sent, where any column says so."""
    if not {one for one in BESIDE if one in typed}:
        return {}
    return {
        "payment_method": typed.text("payment_method").fill_null(""),
        **{name: _time(typed, name) for name in ("paid_at", "shipped_at", "signed_at")},
        **{name: typed.text(name).fill_null("") for name in ("carrier", "tracking_no")},
        "coupons": typed["coupon"] if "coupon" in typed else typed.constant([], _NAMES),
    }


def _time(typed: Typed, name: str) -> pl.Series:
    at = typed[name] if name in typed else typed.blank(pl.Datetime("us", "UTC"))
    return at.dt.cast_time_unit("ms")


_NAMES = pl.List(pl.String)


def _gone(
    typed: Typed, own: dict[str, pl.Series], foreign: dict[str, pl.Series], counts: pl.Series
) -> dict[str, pl.Series]:
    """What went back of each sale; of an order that came to nothing there is nothing to go back."""
    if "refund" not in typed and "after_sale" not in typed:
        return {}
    words = typed.text("after_sale") if "after_sale" in typed else None
    is_told = "refund" in typed
    return {
        name: after_sale.refunded(of["paid"], of["back"] if is_told else None, words, counts)
        for name, of in ((after_sale.OWN, own), (after_sale.FOREIGN, foreign))
    }


def _in_whole_units(
    own: dict[str, pl.Series],
    foreign: dict[str, pl.Series],
    typed: Typed,
    quantity: pl.Series,
    options: Options,
) -> tuple[dict[str, pl.Series], dict[str, pl.Series]]:
    """Amounts as whole numbers, of each line where the file has written the order's on each."""

    def of_lines(amounts: dict[str, pl.Series]) -> dict[str, pl.Series]:
        found = _int64(amounts)
        if not options.is_amount_of_order:
            return found
        numbers = typed["order_no"]
        return {
            **found,
            "paid": after_sale.once_an_order(numbers, found["paid"], found["price"], quantity),
        }

    whole = of_lines(own)
    return whole, whole if own is foreign else of_lines(foreign)


def _is_anonymous(typed: Typed) -> pl.Series:
    known = typed.constant(value=False, kind=pl.Boolean)
    for name in ("user_id", "email", "phone"):
        if name in typed:
            known = known | typed[name].is_not_null()
    return ~known


def _amounts(typed: Typed, quantity: pl.Series) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Unit price, amount paid and discount of each line, times 10**8; what is missing follows."""
    zero = typed.constant(0, pl.Int64)
    discount = typed["discount"].fill_null(0).abs() if "discount" in typed else zero
    if "amount" not in typed:
        price = typed["unit_price"]
        typed.refuse("unit_price", "missing", price.is_null() & ~typed.has_problem("unit_price"))
        price = price.fill_null(0)
        return price, _times(quantity, price) - discount * quantity.sign(), discount
    paid = typed["amount"]
    if "unit_price" in typed:
        price = typed["unit_price"]
        if (paid.is_null() & price.is_not_null()).any():
            product = _times(quantity, price)
            paid = paid.cast(product.dtype).zip_with(paid.is_not_null(), product - discount)
    typed.refuse("amount", "missing", paid.is_null() & ~typed.has_problem("amount"))
    paid = paid.fill_null(0)
    before = (paid.abs() + discount) // quantity.abs().clip(lower_bound=1)
    if "unit_price" in typed:
        before = price.zip_with(price.is_not_null(), before)
    return before, paid, discount


def _times(quantity: pl.Series, price: pl.Series) -> pl.Series:
    """Where a product could pass 64 bits it is reckoned in 128: its size refuses it later."""
    if _largest(quantity) * _largest(price) < 2**62:
        return quantity * price
    return quantity.cast(pl.Int128) * price.cast(pl.Int128)


def _largest(values: pl.Series) -> int:
    low, high = values.min(), values.max()
    return max(abs(int(low or 0)), abs(int(high or 0)))  # type: ignore[arg-type]


def _sorts(
    order_no: pl.Series,
    quantity: pl.Series,
    paid: pl.Series,
    price: pl.Series,
    is_anonymous: pl.Series,
    options: Options,
) -> tuple[pl.Series, pl.Series]:
    """Which lines are returns, and which adjustments."""
    none = pl.Series([False]).new_from_index(0, len(order_no))
    is_negative = (quantity < 0) | (paid < 0)
    is_return, is_adjustment = none, none
    if options.return_prefix:
        is_return = order_no.str.starts_with(options.return_prefix).fill_null(value=False)
    if options.negative == "return":
        is_return = is_return | is_negative
    if options.adjustment_prefix:
        begins = order_no.str.starts_with(options.adjustment_prefix).fill_null(value=False)
        is_adjustment = begins & ~is_return
    if options.negative == "adjustment":
        is_adjustment = is_adjustment | (is_negative & ~is_return)
    if options.is_free_and_anonymous_adjustment:
        is_adjustment = is_adjustment | ((price == 0) & (paid == 0) & is_anonymous & ~is_return)
    return is_return, is_adjustment


def _currency(typed: Typed, setting: Setting, options: Options) -> pl.Series:
    default = options.currency or setting.currency
    currency = typed.text("currency").fill_null(default)
    known = [setting.currency, *options.rates]
    typed.refuse("currency", "currency_unknown", ~currency.is_in(known))
    return currency


def _converted(
    amounts: dict[str, pl.Series], currency: pl.Series, setting: Setting, options: Options
) -> tuple[dict[str, pl.Series], dict[str, pl.Series]]:
    """Amounts in minor units: of the workspace's currency, and of the one they were written in."""
    here = exponent(setting.currency)
    own = {name: cells.minor(values, here) for name, values in amounts.items()}
    if (currency == setting.currency).all():
        return own, own
    foreign = dict(own)
    for code, rate in options.rates.items():
        where = currency == code
        if code == setting.currency or not where.any():
            continue
        for name, values in amounts.items():
            there = cells.minor(values, exponent(code))
            foreign[name] = there.zip_with(where, foreign[name])
            own[name] = _exchanged(there, rate, here - exponent(code)).zip_with(where, own[name])
    return own, foreign


def _exchanged(amount: pl.Series, rate: Decimal, shift: int) -> pl.Series:
    """Minor units of one currency in those of another, rounded once."""
    factor, divisor = int(rate.scaleb(9)), 10**9
    if shift >= 0:
        factor *= 10**shift
    else:
        divisor *= 10**-shift
    wide = amount.clip(-(10**18), 10**18).cast(pl.Int128)
    return cells.half_even(wide * cells.whole_number(factor, wide), divisor)


def _int64(amounts: dict[str, pl.Series]) -> dict[str, pl.Series]:
    """Rows that do not fit have been refused; their values no longer matter."""
    return {
        name: values.fill_null(0).clip(-_MOST * 10, _MOST * 10).cast(pl.Int64)
        for name, values in amounts.items()
    }
