"""`huike score clv`: purchases of a file, both models of them, and what came afterwards."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from huike.base.kernel import clock
from huike.base.kernel.errors import Invalid
from huike.entry.commands.strangers import Asked, Table, read
from huike.flow.ingest.rules import cells
from huike.library.models import facade as models
from huike.library.models.facade import Fit, Ledger

_SCALE = 10**8  # of amounts as cells reads them


def told(
    file: Path, wanted: Mapping[str, str], asked: Asked, *, end: date, date_order: str, seed: int
) -> dict[str, Any]:
    """Everything that is known of the models on this file."""
    table = read(file, wanted, asked)
    ledger, left_out = _ledger(table, date_order)
    first, last = ledger.first_day, ledger.last_day
    if not first <= end < last:
        raise Invalid(
            f"Purchases run from {first} to {last}: with {end} nothing is "
            + ("held out" if end >= last else "known"),
            where="--calibration-end",
            mend="Choose a day between them, such as two thirds of the way",
        )
    known = ledger.known(end)
    fitted = models.fit_purchases(known)
    test = models.back_test(ledger, known, fitted, end, seed=seed)
    valued = known.mean > 0
    repeats = known.histories.repeats
    return {
        "file": {**table.told(), "left_out": left_out},
        "seed": seed,
        "calibration": {
            "from": str(first),
            "to": str(end),
            "customers": len(repeats),
            "repeat_customers": int((repeats > 0).sum()),
            "repeat_purchases": int(repeats.sum()),
        },
        "bg_nbd": {**_fit(fitted.purchases), "unit": "week"},
        "gamma_gamma": {
            **_fit(fitted.worth),
            "correlation_of_worth_and_frequency": models.correlation(
                repeats[valued], known.mean[valued]
            ),
        },
        "holdout": {
            "from": str(end),
            "to": str(last),
            "weeks": test.weeks,
            "customers": test.customers,
            "purchases": test.purchases,
            "value": test.value,
            "ways": [asdict(one) for one in test.ways],
            "best_by_rmse": test.best,
            "by_repeats": [asdict(one) for one in test.groups],
        },
    }


def _fit(fit: Fit) -> dict[str, Any]:
    return {
        "parameters": fit.named(),
        "intervals_95": fit.intervals(),
        "is_settled": fit.is_settled,
        "log_likelihood": fit.log_likelihood,
        "customers": fit.customers,
    }


def _ledger(table: Table, date_order: str) -> tuple[Ledger, dict[str, int]]:
    """Purchases, and how many rows were left out for which reason."""
    customer = cells.identifier(table["customer"]).values
    moments = cells.time(table["date"], zone="UTC", date_order=date_order, now=clock.now())
    scaled = cells.money(table["amount"]).values
    rows = pl.DataFrame(
        {
            "customer": customer,
            "day": moments.values.dt.date(),
            "amount": scaled,
        }
    )
    reasons = {
        "without_customer": pl.col("customer").is_null(),
        "date_unreadable": pl.col("day").is_null(),
        "amount_unreadable": pl.col("amount").is_null(),
        "amount_negative": pl.col("amount") < 0,
    }
    left_out = {}
    for reason, where in reasons.items():
        kept = rows.filter(~where)
        left_out[reason] = rows.height - kept.height
        rows = kept
    if not rows.height:
        raise _nothing_left(table, left_out)
    # Divided by NumPy, exactly: another last digit here is another tree in the comparison.
    worth = pl.Series("amount", rows["amount"].to_numpy() / _SCALE)
    return Ledger.of(rows["customer"], rows["day"], worth), left_out


def _nothing_left(table: Table, left_out: dict[str, int]) -> Invalid:
    if not table.rows.height:
        return Invalid("The file has no rows", mend="Export the table again and look inside")
    roles = {
        "without_customer": ("customer", "a customer"),
        "date_unreadable": ("date", "a date"),
        "amount_unreadable": ("amount", "an amount"),
        "amount_negative": ("amount", "an amount of a purchase"),
    }
    role, what = roles[max(left_out, key=lambda reason: left_out[reason])]
    seen = next((one for one in table[role] if one and one.strip()), "")
    return Invalid(
        f"No cell of the column {table.columns[role]!r} is {what}"
        + (f"; the first one is {seen[:60]!r}" if seen else ""),
        where=f"--{role}",
        mend="Choose another column, or say how dates are written by --date-order"
        if role == "date"
        else "Choose another column",
    )


def lines(told: dict[str, Any]) -> list[str]:
    """The same for people."""
    before, after = told["calibration"], told["holdout"]
    out = [
        f"{told['file']['rows']:,} rows; left out: {told['file']['left_out']}",
        f"calibration  {before['from']} to {before['to']}: {before['customers']:,} customers,"
        f" {before['repeat_customers']:,} of them bought again",
    ]
    for name, title in (("bg_nbd", "BG/NBD"), ("gamma_gamma", "Gamma-Gamma")):
        fit = told[name]
        values = "  ".join(f"{one} {value:.4g}" for one, value in fit["parameters"].items())
        unsure = "" if fit["is_settled"] else "  (the data do not settle every parameter)"
        out.append(f"{title:<13}{values}  log-likelihood {fit['log_likelihood']:,.2f}{unsure}")
    out.append(
        f"held out     {after['weeks']:.1f} weeks: {after['purchases']:,.0f} purchases,"
        f" {after['value']:,.2f} in all"
    )
    out.append(
        f"{'':<24}{'purchases':>12}{'MAE':>9}{'RMSE':>9}{'value':>16}{'MAE':>10}{'RMSE':>10}"
    )
    for one in after["ways"]:
        out.append(
            f"  {one['name']:<22}{one['purchases_total']:>12,.0f}{one['purchases_mae']:>9.3f}"
            f"{one['purchases_rmse']:>9.3f}{one['value_total']:>16,.2f}{one['value_mae']:>10.2f}"
            f"{one['value_rmse']:>10.2f}"
        )
    best = after["best_by_rmse"]
    out.append(f"nearest by RMSE: {best['purchases']} (purchases), {best['value']} (value)")
    return out
