"""Money as the Chinese platforms write it. Pure."""

from decimal import Decimal, InvalidOperation


def fen(yuan: object) -> int | None:
    """Whole fen of an amount in yuan, as text or number; None for nothing or no amount."""
    if yuan is None or isinstance(yuan, bool) or yuan == "":
        return None
    try:
        value = Decimal(str(yuan).strip())
    except InvalidOperation:
        return None
    if not value.is_finite() or value.adjusted() > 12:
        return None
    return int((value * 100).to_integral_value())
