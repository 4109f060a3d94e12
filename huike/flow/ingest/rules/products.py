"""Products: one row for each sku, the last of a file counts."""

import numpy as np
import polars as pl

from huike.base.kernel.money import exponent
from huike.flow.ingest.rules import cells
from huike.flow.ingest.rules.cleaning import Cleaned, Setting, Typed
from huike.flow.ingest.rules.fields import ATTRIBUTE
from huike.flow.ingest.rules.plan import Plan

_TEXTS = ("title", "category", "department", "brand")
_MOST = 10**15


def clean(table: pl.DataFrame, rows: np.ndarray, plan: Plan, setting: Setting) -> Cleaned:
    """Rows of a file as products."""
    typed = Typed(table, "products", plan, setting)
    price = typed.blank(pl.Int64)
    if "price" in typed:
        exact = typed["price"]
        typed.refuse("price", "negative_amount", exact < 0)
        whole = cells.minor(exact, exponent(setting.currency))
        typed.refuse("price", "amount_out_of_range", whole > _MOST)
        price = whole.clip(0, _MOST).cast(pl.Int64)
    return typed.cleaned(
        rows,
        {
            "sku": typed["sku"],
            **{name: typed.text(name).fill_null("") for name in _TEXTS},
            "price": price,
            "attributes": attributes(typed, plan),
        },
    )


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
