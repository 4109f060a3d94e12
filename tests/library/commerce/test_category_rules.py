"""The tree of own categories: names, circles, depth, and what is likely the same."""

import pytest

from huike.base.kernel.errors import Conflict, Invalid, NotFound
from huike.library.commerce.categories.own import OwnCategories
from huike.library.commerce.categories.rules import Category, Tree, checked_name, plain

PAIRS = [("长裙", "Dresses"), ("连衣裙", "连衣裙"), ("x", "x"), ("Men", "女装")]
TREE = Tree(
    [
        Category(1, "女装", None),
        Category(2, "连衣裙", 1),
        Category(3, "长裙", 2),
        Category(4, "Men", None),
        Category(5, "Shoes & Boots", 4),
    ]
)


def test_names_are_the_same_but_for_width_case_spaces_and_separators() -> None:
    likely = TREE.likely()
    for written, category in [
        ("女装 > 连衣裙", 2), ("女装/连衣裙", 2), ("连衣裙", 2), (" 连 衣裙", 2),
        ("ＭＥＮ", 4), ("men / shoes-boots", 5), ("SHOES&BOOTS", 5),
        ("连衣裙/女士", None), ("dresses", None),
    ]:  # fmt: skip
        assert likely.get(plain(written)) == category, written
    assert checked_name("  A   b ") == "A b"
    for bad in ("", " > ", "x" * 121):
        with pytest.raises(Invalid, match="characters"):
            checked_name(bad)


def test_a_name_that_two_could_mean_is_not_guessed() -> None:
    twice = Tree([Category(1, "女装", None), Category(2, "裙", 1), Category(3, "女装裙", None)])
    assert twice.likely() == {"女装": 1, "裙": 2}


def test_places_in_the_tree() -> None:
    assert TREE.path(3) == ("女装", "连衣裙", "长裙")
    assert TREE.within(["女装", "袜"]) == ["女装", "袜", "连衣裙", "长裙"]
    TREE.check_place(3, 4)
    for parent in (1, 2, 3):
        with pytest.raises(Conflict) as refused:
            TREE.check_place(1, parent)
        assert refused.value.code == "category_cycle"
    with pytest.raises(NotFound):
        TREE.check_place(1, 9)
    deep = Tree([Category(n, f"c{n}", n - 1 or None) for n in range(1, 7)])
    with pytest.raises(Invalid) as too_deep:
        deep.check_place(None, 6)
    assert too_deep.value.code == "category_too_deep"
    with pytest.raises(Conflict) as taken:
        TREE.check_name(None, "SHOES BOOTS")
    assert taken.value.code == "category_name_taken"
    TREE.check_name(5, "SHOES BOOTS")


def test_a_circle_in_the_rows_ends() -> None:
    ring = Tree([Category(1, "a", 2), Category(2, "b", 1)])
    assert ring.path(1) == ("b", "a")
    assert ring.within(["a"]) == ["a", "b"]


def test_asking_and_being_found_are_one_thing() -> None:
    own = OwnCategories(TREE, ())
    assert own.asked(["女装", "Dresses"]) == (["Dresses", "女装", "连衣裙", "长裙"], ["Dresses"])
    for asked in ("女装", "连衣裙", "长裙", "Dresses", "Men"):
        mine, written = own.asked([asked])
        for counts, said in [
            ("长裙", "Dresses"),
            ("连衣裙", "连衣裙"),
            ("x", "x"),
            ("Men", "女装"),
        ]:
            found = counts == asked or asked in own.also(counts, said)
            assert found == (counts in mine or said in written), (asked, counts, said)
