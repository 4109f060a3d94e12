"""Shops of a segment as one text, and who may see it."""

import pytest

from huike.flow.segment.rules import scopes


@pytest.mark.parametrize(
    ("shop_ids", "key"), [(None, ""), ((), "none"), ((3,), "3"), ((10, 2, 2), "2,10")]
)
def test_shops_have_one_text(shop_ids: tuple[int, ...] | None, key: str) -> None:
    assert scopes.key(shop_ids) == key
    assert scopes.shops(key) == (None if shop_ids is None else tuple(sorted(set(shop_ids))))


@pytest.mark.parametrize(
    ("reader", "seen"),
    [
        (None, ["", "none", "1", "1,2"]),
        ((1, 2, 3), ["none", "1", "1,2"]),
        ((1,), ["none", "1"]),
        ((), ["none"]),
    ],
)
def test_a_reader_sees_what_was_made_for_no_other_shops(
    reader: tuple[int, ...] | None, seen: list[str]
) -> None:
    assert scopes.visible(["", "none", "1", "1,2"], reader) == seen
