"""`huike score`: what the models would do with one's own data, beside simpler ways."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from huike.entry.commands.strangers import Asked

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.group("score")
def score() -> None:
    """Check the models on your own data; nothing of it is kept, and no store is needed.

    FILE is any table that import reads, with or without a header, in any of its encodings, or with
    its cells parted by blanks. A column is said by its name, or by its place from 1.
    """


def _of_file(command: Callable[..., None]) -> Callable[..., None]:
    """What all of them are told of the file."""
    for option in (
        click.argument("file", type=_FILE),
        click.option("--header/--no-header", "has_header", default=None, help="Default: found out"),
        click.option("--encoding", help="Default: found out"),
        click.option("--delimiter", help="Default: found out; ' ' is any number of blanks"),
        click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True),
        click.option("--json", "as_json", is_flag=True),
    ):
        command = option(command)
    return command


@score.command("clv")
@_of_file
@click.option("--customer", required=True, metavar="COL")
@click.option("--date", required=True, metavar="COL")
@click.option("--amount", required=True, metavar="COL")
@click.option(
    "--calibration-end",
    required=True,
    type=click.DateTime(["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"]),
    help="The last day that the models see; what comes after is held out",
)
@click.option("--date-order", type=click.Choice(["ymd", "dmy", "mdy"]), default="ymd")
def clv_command(
    file: Path, calibration_end: datetime, date_order: str, seed: int, as_json: bool, **said: Any
) -> None:
    """Lifetime value: BG/NBD and Gamma-Gamma, and how far off they were afterwards.

    A purchase is a day on which a customer bought. Rows of negative amounts (refunds) are left out.
    """
    from huike.entry.commands import score_clv  # the models are read by those who ask for them

    wanted = {role: said.pop(role) for role in ("customer", "date", "amount")}
    told = score_clv.told(
        file, wanted, Asked(**said), end=calibration_end.date(), date_order=date_order, seed=seed
    )
    _say(told, score_clv.lines, as_json)


@score.command("churn")
@_of_file
@click.option("--label", required=True, metavar="COL", help="Two values; rows without are left out")
@click.option("--positive", help="The value that is meant; default: 1, true, yes, 是, …")
@click.option("--ignore", multiple=True, metavar="COL", help="May be given again")
def churn_command(
    file: Path,
    label: str,
    positive: str | None,
    ignore: tuple[str, ...],
    seed: int,
    as_json: bool,
    **said: Any,
) -> None:
    """Churn, or any other label of two values: told from all other columns of a table.

    Numbers, dates and categories are learned from; texts, numbers of rows and ids are left out.
    """
    from huike.entry.commands import score_churn

    told = score_churn.told(
        file, label, Asked(**said), positive=positive, ignored=ignore, seed=seed
    )
    _say(told, score_churn.lines, as_json)


@score.command("sentiment")
@_of_file
@click.option("--text", required=True, metavar="COL")
@click.option("--label", required=True, metavar="COL", help="Praise or complaint, or stars 1–5")
@click.option("--positive", help="The label that is praise, against all others")
@click.option("--model", type=_FILE, help="Score what --save has kept, on these reviews")
@click.option("--save", type=_NEW_FILE, help="Keep what all these labels teach, for --model")
def sentiment_command(
    file: Path,
    text: str,
    label: str,
    positive: str | None,
    model: Path | None,
    save: Path | None,
    seed: int,
    as_json: bool,
    **said: Any,
) -> None:
    """Sentiment of reviews, Chinese and English, against their labels; offline.

    Scored are the packaged words, the same adapted to these texts without their labels, and a model
    that learns from these labels, each review told by what others taught. Twins are left out first.
    """
    from huike.entry.commands import score_sentiment

    told = score_sentiment.told(
        file,
        {"text": text, "label": label},
        Asked(**said),
        positive=positive,
        model=model,
        save=save,
        seed=seed,
    )
    _say(told, score_sentiment.lines, as_json)


def _say(told: dict[str, Any], lines: Callable[[dict[str, Any]], list[str]], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, allow_nan=False))
        return
    for line in lines(told):
        click.echo(line)


COMMANDS = [score]
