"""Labels of reviews: praise, complaint, or neither."""

import polars as pl

from huike.base.kernel.errors import Invalid
from huike.library.models.notyet import NotYet
from huike.library.models.tables.columns import tidy

_PRAISE = (
    "1", "positive", "pos", "good", "praise", "true", "yes", "p", "+1", "正面", "正向", "积极",
    "好评", "好", "正",
)  # fmt: skip
_COMPLAINT = (
    "0", "-1", "negative", "neg", "bad", "complaint", "false", "no", "n", "负面", "负向", "消极",
    "差评", "差", "负",
)  # fmt: skip
_STARS = frozenset("12345")
_MOST_NAMED = 10


def praise(cells: pl.Series, *, positive: str | None = None) -> tuple[pl.Series, dict[str, str]]:
    """Whether each is praise, null where it is neither; and what each value was taken for.

    Four and five stars are praise, one and two complaint. With `positive`, that value against all.
    """
    values = tidy(cells).str.replace(r"^(-?\d+)\.0+$", "$1").str.to_lowercase()
    there = sorted(str(one) for one in values.drop_nulls().unique())
    if not there:
        raise NotYet("The label is empty on every row", mend="Choose another column")
    taken = _taken(there, positive.casefold() if positive else None)
    told = set(taken.values())
    if not {"praise", "complaint"} <= told:
        if len(there) == 1:
            raise NotYet(
                f"Every row has the label {there[0]!r}: there is nothing to tell apart",
                mend="Bring reviews of both kinds, or choose another column",
            )
        named = ", ".join(there[:_MOST_NAMED]) + (", …" if len(there) > _MOST_NAMED else "")
        raise Invalid(
            f"Which labels are praise and which complaint is not known: {named}",
            where="--label",
            mend="Say by --positive which one is praise, against all others",
        )
    meant = {name: what == "praise" for name, what in taken.items() if what != "neither"}
    return values.replace_strict(meant, default=None, return_dtype=pl.Boolean), taken


def _taken(there: list[str], positive: str | None) -> dict[str, str]:
    if positive is not None:
        return {name: "praise" if name == positive else "complaint" for name in there}
    if len(there) > 2 and set(there) <= _STARS:
        return {
            name: "praise" if name in "45" else "complaint" if name in "12" else "neither"
            for name in there
        }
    minus = "-1" in there  # then 0 is neither
    return {
        name: "praise"
        if name in _PRAISE
        else "complaint"
        if name in _COMPLAINT and not (minus and name == "0")
        else "neither"
        for name in there
    }
