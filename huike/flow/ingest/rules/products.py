"""Products: one row for each sku, the last of a file counts."""

import numpy as np
import polars as pl

from huike.base.kernel.money import exponent
from huike.flow.ingest.rules import cells
from huike.flow.ingest.rules.cleaning import Cleaned, Setting, Typed
from huike.flow.ingest.rules.fields import ATTRIBUTE
from huike.flow.ingest.rules.plan import Plan
from huike.library.commerce import facade as commerce

_TEXTS = ("title", "category", "department", "brand")
_MOST = 10**15
_MOST_PIECES = 10**9


def clean(table: pl.DataFrame, rows: np.ndarray, plan: Plan, setting: Setting) -> Cleaned:
    """Rows of a file as products."""
    typed = Typed(table, "products", plan, setting)
    stock = typed["stock"] if "stock" in typed else typed.blank(pl.Int64)
    typed.refuse("stock", "quantity_out_of_range", stock.abs() > _MOST_PIECES)  # sold too many: < 0
    return typed.cleaned(
        rows,
        {
            "sku": typed["sku"],
            **{name: typed.text(name).fill_null("") for name in _TEXTS},
            "price": _amount(typed, "price", setting),
            "cost": _amount(typed, "cost", setting),
            "stock": stock.clip(-_MOST_PIECES, _MOST_PIECES),
            "attributes": attributes(typed, plan),
            **_units(typed),
        },
    )


def _units(typed: Typed) -> dict[str, pl.Series]:
    """The unit by its code, and beside it the word of the file."""
    written = typed.text("unit")
    typed.refuse("unit", "too_long", written.str.len_chars() > commerce.MOST_UNIT)
    words = written.unique().drop_nulls()
    codes = [commerce.unit_of(word) for word in words]
    read = written.replace_strict(words, codes, default=None, return_dtype=pl.String)
    return {"unit": read.fill_null(""), "unit_written": written.fill_null("")}


def unknown_units(facts: pl.DataFrame) -> int:
    """How many of these rows name a unit that is in no table."""
    if "unit" not in facts.columns:
        return 0
    return facts.filter((pl.col("unit") != "") & ~pl.col("unit").is_in(commerce.UNITS)).height


def _amount(typed: Typed, name: str, setting: Setting) -> pl.Series:
    if name not in typed:
        return typed.blank(pl.Int64)
    exact = typed[name]
    typed.refuse(name, "negative_amount", exact < 0)
    whole = cells.minor(exact, exponent(setting.currency))
    typed.refuse(name, "amount_out_of_range", whole > _MOST)
    return whole.clip(0, _MOST).cast(pl.Int64)


def attributes(typed: Typed, plan: Plan) -> pl.Series:
    """The attributes of each row as a list of (name, value); empty values are left out."""
    names = sorted({n for n in plan.columns.values() if n.startswith(ATTRIBUTE)})
    if not names:
        return typed.constant([], _PAIRS)
    pairs = pl.DataFrame({name: typed[name] for name in names}).select(
        pl.concat_list(
            pl.struct(key=pl.lit(name.removeprefix(ATTRIBUTE)), value=pl.col(name))
            for name in names
        ).list.eval(pl.element().filter(pl.element().struct.field("value").is_not_null()))
    )
    return pairs.to_series().cast(_PAIRS)


_PAIRS = pl.List(pl.Struct({"key": pl.String, "value": pl.String}))
