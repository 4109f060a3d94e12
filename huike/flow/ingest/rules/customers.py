"""Customers: something to know each by, attributes, and whether they may be reached."""

import numpy as np
import polars as pl

from huike.flow.ingest.rules.cleaning import Cleaned, Setting, Typed
from huike.flow.ingest.rules.contacts import ANSWERS, CHANNELS
from huike.flow.ingest.rules.fields import CONTACTS
from huike.flow.ingest.rules.orders import PEOPLE
from huike.flow.ingest.rules.plan import Plan
from huike.flow.ingest.rules.products import attributes

_FLAGS = {"out": "opted_out", "bounced": "bounced", "complained": "complained",
          "blocked": "blocked"}  # fmt: skip
_SEALED = "email_opt_in_ip"  # a name that keeps an attribute sealed with the person
_CJK = r"[\u3400-\u9fff\u3040-\u30ff\uac00-\ud7af]"


def clean(table: pl.DataFrame, rows: np.ndarray, plan: Plan, setting: Setting) -> Cleaned:
    """Rows of a file as people; a row by which nobody could be known again is set aside."""
    typed = Typed(table, "customers", plan, setting)
    handles = [name for name in ("user_id", "email", "phone") if name in typed]
    unknown = typed.constant(value=True, kind=pl.Boolean)
    for name in handles:
        unknown = unknown & typed[name].is_null() & ~typed.has_problem(name)
    typed.refuse(handles[0], "missing", unknown)
    people = {name: typed.text(name) for name in PEOPLE}
    people["name"] = _name(typed)
    facts = {**people, "attributes": _attributes(typed, plan)}
    if says_who_may_be_reached(plan):
        facts |= _answers(typed, plan)
    if "lists" in typed:
        facts["lists"] = typed["lists"]
    return typed.cleaned(rows, facts)


def says_who_may_be_reached(plan: Plan) -> bool:
    """Whether anything in the file tells of consent, refusal or dead addresses."""
    return bool(CONTACTS & set(plan.columns.values())) or plan.options.people in ANSWERS


def _name(typed: Typed) -> pl.Series:
    """The whole name; of two parts, the family's first where it is written in Chinese."""
    whole, first, last = (typed.text(one) for one in ("name", "first_name", "last_name"))
    parts = pl.DataFrame({"whole": whole, "first": first, "last": last})
    is_cjk = pl.col("last").str.contains(_CJK) | pl.col("first").str.contains(_CJK)
    joined = (
        pl.when(is_cjk.fill_null(value=False))
        .then(pl.concat_str("last", "first", ignore_nulls=True))
        .otherwise(pl.concat_str("first", "last", separator=" ", ignore_nulls=True))
    )
    told = pl.when(joined != "").then(joined)
    return parts.select(pl.coalesce(pl.col("whole"), told)).to_series()


def _attributes(typed: Typed, plan: Plan) -> pl.Series:
    """The attributes of the columns; tags are one until they have a place of their own."""
    found = attributes(typed, plan)
    more = {}
    if "tags" in typed:
        tags = typed["tags"].list.join(", ")
        more["tags"] = tags.set(tags == "", None)
    ips = [typed[one] for one in ("opted_in_ip", "confirmed_ip") if one in typed]
    if ips:
        more[_SEALED] = pl.select(pl.coalesce(ips)).to_series()
    if not more:
        return found
    pair = pl.Struct({"key": pl.String, "value": pl.String})
    told = pl.DataFrame(more).select(
        pl.concat_list(pl.struct(key=pl.lit(one), value=pl.col(one)) for one in more)
        .list.eval(pl.element().filter(pl.element().struct.field("value").is_not_null()))
        .cast(pl.List(pair))
    )
    return (
        pl.DataFrame({"a": found, "b": told.to_series()})
        .select(pl.concat_list("a", "b"))
        .to_series()
    )


def _answers(typed: Typed, plan: Plan) -> dict[str, pl.Series]:
    """For each channel what the row says ("out,bounced"), and when it was said.

    Who refused in any way did not agree, whatever else the row says.
    """
    state, part = typed.text("email_state"), typed.text("export_file")
    told = pl.DataFrame({"state": state, "part": part}).select(
        pl.concat_str("state", "part", separator=",", ignore_nulls=True)
    ).to_series().str.split(",")  # fmt: skip
    is_silent = state.is_null() & part.is_null()
    where = typed.text("channel").fill_null("email")
    out_at = typed["opted_out_at"] if "opted_out_at" in typed else typed.blank(_TIME)
    facts = {"out_at": out_at, "in_at": _first(typed, "opted_in_at", "confirmed_at")}
    for channel in CHANNELS:
        is_here = where == channel
        said = {}
        for answer in ANSWERS:
            hit = told.list.contains(f"{answer}:{channel}")
            hit = hit | (told.list.contains(answer) & is_here)
            if answer == plan.options.people:
                hit = hit | (is_silent & is_here)
            if _FLAGS.get(answer, "") in typed:
                hit = hit | (typed[_FLAGS[answer]].fill_null(value=False) & is_here)
            if answer == "out":
                hit = hit | (out_at.is_not_null() & state.is_null() & is_here)
            said[answer] = hit.fill_null(value=False)
        refused = pl.select(pl.any_horizontal(*(said[a] for a in ANSWERS if a != "in"))).to_series()
        said["in"] = said["in"] & ~refused
        words = [pl.when(said[answer]).then(pl.lit(answer)) for answer in ANSWERS]
        facts[f"said_{channel}"] = pl.select(
            pl.concat_str(words, separator=",", ignore_nulls=True)
        ).to_series()
    return facts


def _first(typed: Typed, *names: str) -> pl.Series:
    there = [typed[name] for name in names if name in typed]
    return pl.select(pl.coalesce(there)).to_series() if there else typed.blank(_TIME)


_TIME = pl.Datetime("us", "UTC")
