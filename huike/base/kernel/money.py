"""Money as whole minor units (fen, cents) of a named currency."""

from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from huike.base.kernel.errors import Invalid

# ISO 4217: currencies whose minor unit is not a hundredth.
_EXPONENTS = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
}


def exponent(currency: str) -> int:
    """How many decimals the currency has."""
    return _EXPONENTS.get(currency, 2)


def minor(amount: Decimal | str, currency: str) -> int:
    """The amount in minor units, half to even; text that is no number is `Invalid`."""
    try:
        value = Decimal(amount)
    except InvalidOperation:
        raise Invalid(f"{amount!r} is not an amount of money", code="not_money") from None
    if not value.is_finite():
        raise Invalid(f"{amount!r} is not an amount of money", code="not_money")
    return int(value.scaleb(exponent(currency)).to_integral_value(ROUND_HALF_EVEN))


def major(amount: int, currency: str) -> Decimal:
    """Minor units as a decimal of the currency's own unit."""
    return Decimal(amount).scaleb(-exponent(currency))
