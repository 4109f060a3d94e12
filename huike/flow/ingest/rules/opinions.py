"""Cells of reviews: stars, words and pictures. Pure."""

import polars as pl

from huike.flow.ingest.rules import cells

# Words for a judgement where shops have no stars; a row of stars is counted.
_WORDS = {"好评": "5", "中评": "3", "差评": "1", "good": "5", "neutral": "3", "bad": "1"}


def stars(column: pl.Series) -> cells.Column:
    """One to five: `5`, `4.0`, `5星`, `★★★★☆`, `好评`; a half is rounded to the even whole."""
    words = cells.tidy(column).str.to_lowercase()
    counted = words.str.count_matches("★").cast(pl.String)
    is_drawn = words.str.contains(r"^[★☆\s]+$").fill_null(value=False)
    plain = words.str.replace(r"\s*(颗星|星|分|stars?|/\s*5)$", "").replace(_WORDS)
    scaled, is_wrong, is_huge = cells.decimals(counted.zip_with(is_drawn, plain))
    values = cells.half_even(scaled, 10**8)
    if is_wrong is None and is_huge is None:
        return cells.Column(values)
    odd = words.is_not_null() & values.is_null()
    blank = pl.Series("problem", [None] * len(words), dtype=pl.String)
    return cells.Column(values, blank.set(odd, "number_unreadable"))


def words(column: pl.Series) -> cells.Column:
    """Free text of any usual length; lines stay lines."""
    return cells.text(column, most=20_000)


def images(column: pl.Series) -> cells.Column:
    """How many pictures: a number, or a list of addresses."""
    texts = cells.tidy(column)
    is_number = texts.str.contains(r"^\d+(\.0)?$")
    listed = texts.str.count_matches(r"[^,;|\s]+").cast(pl.String)
    return cells.integer(texts.zip_with(is_number.fill_null(value=True), listed))
