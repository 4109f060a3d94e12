"""`huike score churn`: whether the rows of a table can be told apart by their label."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from huike.base.kernel.errors import Invalid
from huike.entry.commands.strangers import Asked, read
from huike.library.models import facade as models

_MOST_DRIVERS = 15


def told(
    file: Path,
    label: str,
    asked: Asked,
    *,
    positive: str | None,
    ignored: Iterable[str],
    seed: int,
) -> dict[str, Any]:
    """Everything that is known of the model on this file."""
    table = read(file, {"label": label}, asked, is_whole=True)
    if not table.rows.height:
        raise Invalid("The file has no rows", mend="Export the table again and look inside")
    name = table.columns["label"]
    unknown = [one for one in ignored if one not in table.rows.columns]
    if unknown:
        raise Invalid(
            f"There is no column {unknown[0]!r}",
            where="--ignore",
            mend=f"The columns are: {', '.join(table.rows.columns[:40])}",
        )
    labels = models.read_labels(table["label"], positive=positive)
    test = models.judge_classes(table.rows, labels, label=name, seed=seed, ignored=ignored)
    return {
        "file": {**table.told(), "without_label": table.rows.height - len(labels.rows)},
        "seed": seed,
        "label": {"column": name, "positive": labels.positive, "counts": labels.counts},
        "columns": {"used": test.columns.kinds, "left_out": test.columns.left_out},
        "rows": {"learned_from": test.learned, "held_out": test.held_out, "twins": test.twins},
        "held_out": _bare(test.ways[0]),
        "baselines": [_bare(one) for one in test.ways[1:]],
        "calibration": [asdict(one) for one in test.bins],
        "found_in_first_tenth": test.in_first_tenth,
        "drivers": [
            {"column": name, "auc_lost": lost} for name, lost in test.drivers[:_MOST_DRIVERS]
        ],
        "columns_that_tell_alone": list(test.tells_alone),
    }


def _bare(judged: models.Judged) -> dict[str, Any]:
    return {name: value for name, value in asdict(judged).items() if value is not None}


def lines(told: dict[str, Any]) -> list[str]:
    """The same for people."""
    rows, label = told["rows"], told["label"]
    out = [
        f"{rows['learned_from']:,} rows learned from, {rows['held_out']:,} held out;"
        f" label {label['column']!r} is {label['positive']!r} on"
        f" {label['counts'][label['positive']]:,} rows",
    ]
    out += [f"left out: {name} ({why})" for name, why in told["columns"]["left_out"].items()]
    out += [
        f"beware: {name!r} alone tells the label: if it is not known before, --ignore it"
        for name in told["columns_that_tell_alone"]
    ]
    out.append(f"{'':<22}{'AUC':>8}{'avg.prec.':>11}{'cal.error':>11}{'log loss':>10}{'Brier':>8}")
    for one in (told["held_out"], *told["baselines"]):
        out.append(
            f"{one['name']:<22}{one['auc']:>8.3f}{one['average_precision']:>11.3f}"
            f"{one['calibration_error']:>11.3f}{one['log_loss']:>10.3f}{one['brier']:>8.3f}"
        )
    out.append(f"in the surest tenth: {told['found_in_first_tenth']:.1%} of all")
    out.append(f"{'foretold':>10}{'actual':>9}{'rows':>9}")
    for one in told["calibration"]:
        out.append(f"{one['foretold']:>10.3f}{one['actual']:>9.3f}{one['rows']:>9,}")
    named = ", ".join(f"{one['column']} {one['auc_lost']:.3f}" for one in told["drivers"][:6])
    out.append(f"what it rests on (AUC lost without): {named}")
    return out
