"""What one change does to a cell: pure."""

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from huike.base.kernel.errors import Invalid

How = Literal["set", "replace", "date", "number"]
Changing = Callable[[str | None], str | None]
_PLACES = {
    "YYYY": "%Y", "YY": "%y", "MM": "%m", "M": "%m", "DD": "%d", "D": "%d",
    "HH": "%H", "H": "%H", "mm": "%M", "ss": "%S",
}  # fmt: skip
_PART = re.compile("|".join(_PLACES) + "|%|[A-Za-z]|.", re.DOTALL)
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class BulkChange(BaseModel):
    """How the cells of one column are written anew.

    `set` writes `value` (none: empty) everywhere; `replace` writes it where `find` stands in a
    cell; `date` reads cells by the pattern `value` (`DD/MM/YYYY HH:mm`); `number` takes signs of
    currency and of thousands away, `value` being the decimal sign.
    """

    column: str = Field(max_length=200)
    how: How
    find: str = Field("", max_length=1_000)
    value: str | None = Field(None, max_length=10_000)


def changing(change: BulkChange, *, is_decimal_comma: bool) -> Changing:
    """The change as a function of one cell; a cell that it cannot read stays as it is."""
    if change.how == "set":
        return lambda _: change.value or None
    if change.how == "replace":
        return _replacing(change.find, change.value or "")
    if change.how == "date":
        return _reading_date(change.value or "")
    return _reading_number(change.value or "", "," if is_decimal_comma else ".")


def _replacing(find: str, value: str) -> Changing:
    if not find:
        raise Invalid("Say what is to be replaced", code="mend_find", where="find")
    return lambda cell: cell if cell is None else cell.replace(find, value) or None


def _reading_date(pattern: str) -> Changing:
    parts = _PART.findall(pattern)
    known = [_PLACES[part] for part in parts if part in _PLACES]
    has_letters = any(re.fullmatch("[A-Za-z]", part) for part in parts if part not in _PLACES)
    is_dated = {"%m", "%d"} < set(known) and ("%Y" in known) != ("%y" in known)
    if has_letters or not is_dated or len(known) != len(set(known)):
        raise Invalid(
            f"{pattern!r} is no pattern of a date",
            code="mend_pattern",
            where="value",
            mend="Write it with YYYY (or YY), MM, DD, HH, mm, ss",
        )
    read = "".join(_PLACES.get(part, "%%" if part == "%" else part) for part in parts)
    has_time = "%H" in known

    def change(cell: str | None) -> str | None:
        text = unicodedata.normalize("NFKC", cell or "").strip()
        try:
            at = datetime.strptime(text, read)  # noqa: DTZ007  # the import's zone is the plan's
        except ValueError:
            return cell
        return at.isoformat(" ") if has_time else at.date().isoformat()

    return change


def _reading_number(decimal: str, written: str) -> Changing:
    if decimal not in (".", ","):
        raise Invalid(
            "The decimal sign is a point or a comma", code="mend_decimal_sign", where="value"
        )

    def change(cell: str | None) -> str | None:
        kept = re.sub(rf"[^\d{re.escape(decimal)}-]", "", unicodedata.normalize("NFKC", cell or ""))
        plain = kept.replace(decimal, ".")
        return plain.replace(".", written) if _NUMBER.fullmatch(plain) else cell

    return change
