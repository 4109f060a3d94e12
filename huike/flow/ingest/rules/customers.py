"""Customers: something to know each by, and attributes that are not personal."""

import numpy as np
import polars as pl

from huike.flow.ingest.rules.cleaning import Cleaned, Setting, Typed
from huike.flow.ingest.rules.orders import PEOPLE
from huike.flow.ingest.rules.plan import Plan
from huike.flow.ingest.rules.products import attributes


def clean(table: pl.DataFrame, rows: np.ndarray, plan: Plan, setting: Setting) -> Cleaned:
    """Rows of a file as people; a row by which nobody could be known again is set aside."""
    typed = Typed(table, "customers", plan, setting)
    handles = [name for name in ("user_id", "email", "phone") if name in typed]
    unknown = typed.constant(value=True, kind=pl.Boolean)
    for name in handles:
        unknown = unknown & typed[name].is_null() & ~typed.has_problem(name)
    typed.refuse(handles[0], "missing", unknown)
    return typed.cleaned(
        rows,
        {**{name: typed.text(name) for name in PEOPLE}, "attributes": attributes(typed, plan)},
    )
