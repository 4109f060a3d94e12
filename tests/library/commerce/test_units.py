"""Units as files write them: one code for all spellings, exact factors, nothing guessed."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huike.library.commerce.units import UNITS, in_unit, known_unit, unit_of

SPELLINGS = [
    ("KG", "kg"), ("公斤", "kg"), ("千克", "kg"), ("kg.", "kg"), ("ｋｇ", "kg"), ("㎏", "kg"),
    (" Kgs ", "kg"), ("（公斤）", "kg"), ("克", "g"), ("G", "g"), ("斤", "jin"), ("件", "piece"),
    ("pcs", "piece"), ("PC(S)", "piece"), ("个", "piece"), ("盒", "box"), ("m²", "m2"),
    ("㎡", "m2"), ("Fl. Oz.", "floz"), ("打", "dozen"), ("500g/袋", "500g/袋"), (" 帖 ", "帖"),
    ("元", "元"), ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("written", "code"), SPELLINGS)
def test_a_unit_is_known_by_all_of_its_spellings(written: str, code: str) -> None:
    assert unit_of(written) == code


def test_every_word_of_the_table_means_one_unit() -> None:
    words = [name for one in UNITS.values() for name in one.names]
    assert len(words) == len(set(words))
    assert all(known_unit(name) == one for one in UNITS.values() for name in one.names)


def test_factors_are_exact() -> None:
    of = UNITS.__getitem__
    assert in_unit(3, of("jin"), of("kg")) == Fraction(3, 2)
    assert in_unit(16, of("oz"), of("lb")) == 1
    assert in_unit(1, of("lb"), of("g")) == Fraction("453.59237")
    assert in_unit(1, of("gal"), of("l")) == Fraction("3.785411784")
    assert in_unit(1, of("ft2"), of("m2")) == Fraction("0.09290304")
    assert in_unit(3, of("dozen"), of("pair")) == 18
    assert in_unit(1, of("kg"), of("l")) is None
    assert in_unit(1, of("box"), of("piece")) is None
    assert in_unit(2, of("box"), of("box")) == 2


@settings(max_examples=200)
@given(st.one_of(st.text(max_size=20), st.sampled_from([s for s, _ in SPELLINGS])))
def test_read_twice_it_stays(written: str) -> None:
    assert unit_of(unit_of(written)) == unit_of(written)


@settings(max_examples=100)
@given(st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(UNITS)), st.integers(-(10**9), 10**9))
def test_there_and_back_is_the_same_amount(one: str, other: str, amount: int) -> None:
    there = in_unit(amount, UNITS[one], UNITS[other])
    if there is not None:
        assert in_unit(there, UNITS[other], UNITS[one]) == amount
