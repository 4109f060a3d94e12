"""Sets of ids: packed small, put together again, compared."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from huike.flow.segment.rules.ids import apply, as_ids, change, in_chunks, joined, pack, unpack

SOME = st.sets(st.integers(1, 2**32 - 1)).map(as_ids)


@given(SOME)
def test_packed_ids_come_back_as_they_were(ids: np.ndarray) -> None:
    assert unpack(pack(ids)).tolist() == ids.tolist()


@given(SOME, SOME)
def test_what_changed_leads_from_one_set_to_the_other(
    before: np.ndarray, after: np.ndarray
) -> None:
    entered, left = change(before, after)
    assert apply(before, entered, left).tolist() == after.tolist()
    assert set(entered) == set(after) - set(before)
    assert set(left) == set(before) - set(after)


@given(SOME, st.integers(1, 5))
def test_pieces_put_together_are_the_whole(ids: np.ndarray, size: int) -> None:
    pieces = list(in_chunks(ids, size))
    assert joined(pieces).tolist() == ids.tolist()
    assert all(0 < len(piece) <= size for piece in pieces)


def test_a_dense_million_packs_into_little() -> None:
    assert len(pack(as_ids(range(1, 1_000_001)))) < 40_000
