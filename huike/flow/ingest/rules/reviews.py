"""Reviews of a file: who wrote what of which product, with how many stars. Pure."""

import numpy as np
import polars as pl

from huike.flow.ingest.rules.cleaning import Cleaned, Setting, Typed
from huike.flow.ingest.rules.orders import PEOPLE
from huike.flow.ingest.rules.plan import Plan

_MOST_IMAGES = 1_000


def clean(table: pl.DataFrame, rows: np.ndarray, plan: Plan, setting: Setting) -> Cleaned:
    """Rows of a file as reviews; one that says nothing at all is set aside."""
    typed = Typed(table, "reviews", plan, setting)
    stars = typed["stars"] if "stars" in typed else typed.blank(pl.Int64)
    typed.refuse("stars", "quantity_out_of_range", (stars < 1) | (stars > 5))
    words = typed.text("words")
    blamed = "words" if "words" in typed else "stars"
    typed.refuse(blamed, "missing", words.is_null() & stars.is_null() & ~typed.has_problem("stars")
                 & ~typed.has_problem("words"))  # fmt: skip
    images = typed["images"] if "images" in typed else typed.constant(0, pl.Int64)
    typed.refuse("images", "quantity_out_of_range", (images < 0) | (images > _MOST_IMAGES))
    hidden = typed["is_anonymous"] if "is_anonymous" in typed else typed.blank(pl.Boolean)
    texts = ("review_id", "sku", "order_no", "language", "reply")
    return typed.cleaned(
        rows,
        {
            **{name: typed.text(name).fill_null("") for name in texts},
            "words": words.fill_null(""),
            "stars": stars.fill_null(0).clip(0, 5),
            "images": images.fill_null(0).clip(0, _MOST_IMAGES),
            "is_anonymous": hidden.fill_null(value=False),
            "written_at": _time(typed, "written_at"),
            "replied_at": _time(typed, "replied_at"),
            **{name: typed.text(name) for name in PEOPLE},
        },
    )


def _time(typed: Typed, name: str) -> pl.Series:
    found = typed[name] if name in typed else typed.blank(pl.Datetime("us", "UTC"))
    return found.dt.cast_time_unit("ms")
