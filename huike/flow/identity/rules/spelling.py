"""Identifiers by the column: the common spellings at once, the odd ones singly. Pure.

What the quick way takes, `rules.normal` would spell the same; a test holds the two together.
"""

from collections.abc import Callable, Sequence

import polars as pl

from huike.flow.identity.rules import normal

_FEW = 100  # below this many, columns cost more than they save
_ASCII = r"^[!-~](?:[ -~]*[!-~])?$"
_PLAIN_NAME = r"^[!-~\x{4e00}-\x{9fff}]{1,120}$"
_EMAIL = f"^(?:{normal.PLAIN_EMAIL.pattern})$"
_MOBILE = f"^(?:{normal.CHINESE_MOBILE.pattern})$"

Texts = Sequence[str | None]


def emails(texts: Texts) -> list[str | None]:
    """`normal.email` of each."""
    if len(texts) < _FEW:
        return _singly(texts, normal.email)
    low = _column(texts).str.strip_chars().str.to_lowercase()
    is_plain = (
        (low.str.len_bytes() <= normal.PLAIN_MOST)
        & ~low.str.contains("--", literal=True)
        & low.str.contains(_EMAIL)
    )
    return _joined(texts, low, is_plain, normal.email)


def phones(texts: Texts, region: str | None) -> list[str | None]:
    """`normal.phone` of each, national ones read in the region."""

    def odd(text: str) -> str | None:
        return normal.phone(text, region)

    if len(texts) < _FEW:
        return _singly(texts, odd)
    column = _column(texts)
    is_plain = column.str.contains(_MOBILE)
    if region != "CN":
        is_plain &= column.str.contains(r"^(?:\+|00)")
    return _joined(texts, "+86" + column.str.extract(_MOBILE), is_plain, odd)


def user_ids(texts: Texts) -> list[str | None]:
    """`normal.user_id` of each."""
    if len(texts) < _FEW:
        return _singly(texts, normal.user_id)
    column = _column(texts)
    is_plain = column.str.contains(_ASCII) & (column.str.len_bytes() <= normal.MOST)
    return _joined(texts, column, is_plain, normal.user_id)


def names(texts: Texts) -> list[str]:
    """`normal.name` of each; empty where there is none."""
    if len(texts) < _FEW:
        found = _singly(texts, normal.name)
    else:
        column = _column(texts)
        found = _joined(texts, column, column.str.contains(_PLAIN_NAME), normal.name)
    return [name or "" for name in found]


def _column(texts: Texts) -> pl.Series:
    return pl.Series(texts, dtype=pl.String)


def _singly(texts: Texts, one: Callable[[str], str | None]) -> list[str | None]:
    return [one(text) if text else None for text in texts]


def _joined(
    texts: Texts, plain: pl.Series, is_plain: pl.Series, odd: Callable[[str], str | None]
) -> list[str | None]:
    found: list[str | None] = plain.to_list()
    for place in (~is_plain.fill_null(value=False)).arg_true().to_list():
        text = texts[place]
        found[place] = odd(text) if text else None
    return found
