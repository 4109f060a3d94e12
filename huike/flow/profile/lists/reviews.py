"""Reviews with their words: masked, or whole for who may see everything."""

from collections.abc import Iterator, Sequence
from typing import Any

from huike.base.access.facade import Scope
from huike.flow.ingest import facade as ingest
from huike.flow.profile.lists import facts
from huike.flow.profile.lists.facts import FactFilters

_SAID = ("words", "reply")


def everything(
    scope: Scope, filters: FactFilters, columns: Sequence[str], *, masked: bool
) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """The rows in parts, each with the number of them all; words of who was erased are empty."""
    plain = [one for one in columns if one not in _SAID]
    wanted = list(dict.fromkeys([*plain, "shop_id", "review_key"]))
    part = 5_000 if len(plain) < len(columns) else 100_000  # words are opened one by one
    for total, rows in facts.everything(scope, "reviews", filters, wanted, part=part):
        if len(plain) == len(columns):
            yield total, rows
            continue
        keys = [(one["shop_id"], one["review_key"]) for one in rows]
        said = ingest.review_words(scope.workspace_id, keys)
        yield (
            total,
            [
                {**row, **_shown(said.get(key), masked=masked)}
                for row, key in zip(rows, keys, strict=True)
            ],
        )


def shown(
    workspace_id: int, keys: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], dict[str, str]]:
    """Words and replies of these reviews, without what reaches somebody."""
    found = ingest.review_words(workspace_id, keys)
    return {key: _shown(one, masked=True) for key, one in found.items()}


def _shown(said: ingest.ReviewSaid | None, *, masked: bool) -> dict[str, str]:
    texts = {"words": said.words if said else "", "reply": said.reply if said else ""}
    if not masked:
        return texts
    return {name: ingest.mask_words(text) for name, text in texts.items()}
