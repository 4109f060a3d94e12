"""`huike score sentiment`: how well reviews are read, beside what their own labels can teach."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from huike.base.kernel.errors import Invalid
from huike.entry.commands.strangers import Asked, read
from huike.library.models import facade as models

# Which way would read these reviews: the first of these that there is.
_CHOSEN = ("own_model", "learned_here", "adapted_words", "packaged_words")


def told(
    file: Path,
    wanted: dict[str, str],
    asked: Asked,
    *,
    positive: str | None,
    model: Path | None,
    save: Path | None,
    seed: int,
) -> dict[str, Any]:
    """Everything that is known of the models on these reviews."""
    kept = models.SentimentWeights.load(model) if model else None
    table = read(file, wanted, asked)
    if not table.rows.height:
        raise Invalid("The file has no rows", mend="Export the table again and look inside")
    praise, taken = models.praise(table["label"], positive=positive)
    reviews = models.Reviews.of(table["text"], praise, seed=seed)
    ways = models.judge_sentiment(reviews, seed=seed, kept=kept)
    chosen = next(one for name in _CHOSEN for one in ways if one.name == name)
    if save:
        models.learn_sentiment(reviews).save(save)
    return {
        "file": table.told(),
        "seed": seed,
        "labels": taken,
        "reviews": {
            "scored": len(reviews.texts),
            "praise": int(reviews.truth.sum()),
            "without_text": reviews.without_text,
            "neither": reviews.neither,
            "twins_left_out": reviews.twins,
            "twins_of_another_label": reviews.conflicting,
            "not_drawn": reviews.not_drawn,
        },
        "model": chosen.name,
        "protocol": chosen.protocol,
        "accuracy": chosen.accuracy,
        "macro_f1": chosen.macro_f1,
        "auc": chosen.auc,
        "ways": [
            {name: value for name, value in asdict(one).items() if value is not None}
            for one in ways
        ],
        **({"saved": str(save)} if save else {}),
    }


def lines(told: dict[str, Any]) -> list[str]:
    """The same for people."""
    reviews = told["reviews"]
    out = [
        f"{reviews['scored']:,} different reviews, {reviews['praise']:,} of them praise;"
        f" {reviews['twins_left_out']:,} twins left out",
        f"labels: {', '.join(f'{name} = {what}' for name, what in told['labels'].items())}",
        f"{'':<16}{'accuracy':>9}{'macro-F1':>10}{'AUC':>8}{'a second':>11}  protocol",
    ]
    for one in told["ways"]:
        pace = f"{one['reviews_per_second']:,.0f}" if "reviews_per_second" in one else ""
        out.append(
            f"{one['name']:<16}{one['accuracy']:>9.3f}{one['macro_f1']:>10.3f}{one['auc']:>8.3f}"
            f"{pace:>11}  {one['protocol']}"
        )
    return [*out, f"chosen: {told['model']}"]
