"""The algebra of sets: complements move outwards, one-row tables are read once."""

from huike.flow.segment.rules.sets import EMPTY, Groups, Leaves, Rows, Set, every, some

A = Rows("orders", ("a",))
B = Rows("orders", ("b",))
C = Groups("orders", ("w",), "count() > 2")


def text(found: Set) -> str:
    return ("not " if found.is_complement else "") + Leaves("(pairs)").text(found.node)


def test_all_of_two_sets_is_their_intersection() -> None:
    assert text(every([Set(A), Set(B)])) == "bitmapAnd(s0.1, s0.2)"


def test_a_negated_part_of_all_is_taken_away() -> None:
    assert text(every([Set(A), Set(B).turned(), Set(C).turned()])) == (
        "bitmapAndnot(s0.1, bitmapOr(s0.2, s0.3))"
    )


def test_any_with_a_negated_part_is_everybody_but_a_few() -> None:
    assert text(some([Set(A), Set(B).turned()])) == "not bitmapAndnot(s0.1, s0.2)"


def test_only_negated_parts_stay_a_complement() -> None:
    assert text(every([Set(A).turned(), Set(B).turned()])) == "not bitmapOr(s0.1, s0.2)"
    assert text(some([Set(A).turned(), Set(B).turned()])) == "not bitmapAnd(s0.1, s0.2)"


def test_no_part_at_all_is_everybody_and_its_opposite_nobody() -> None:
    assert text(every([])) == f"not {EMPTY}"
    assert text(every([]).turned()) == EMPTY


def test_nobody_in_all_is_nobody_and_in_any_changes_nothing() -> None:
    assert text(every([Set(A), Set(None)])) == EMPTY
    assert text(some([Set(A), Set(None)])) == "s0.1"


def test_groups_of_the_same_kind_are_flattened_and_equal_sets_asked_once() -> None:
    inner = every([Set(A), Set(C)])
    assert text(every([inner, Set(B), Set(A)])) == "bitmapAnd(bitmapAnd(s0.1, s0.2), s0.3)"


def test_conditions_on_a_table_of_one_row_a_customer_are_read_together() -> None:
    one = Rows("traits", ("w", "a"), is_single=True)
    other = Rows("traits", ("w", "b"), is_single=True)
    assert every([Set(one), Set(other)]).node == Rows("traits", ("w", "a", "b"), True)
    assert some([Set(one), Set(other)]).node == Rows("traits", ("w", "((a) OR (b))"), True)


def test_figures_of_the_same_rows_are_asked_of_one_grouping() -> None:
    other = Groups("orders", ("w",), "sum(amount) > 9")
    assert every([Set(C), Set(other)]).node == Groups(
        "orders", ("w",), "(count() > 2) AND (sum(amount) > 9)"
    )
    assert some([Set(C), Set(other)]).node == Groups(
        "orders", ("w",), "(count() > 2) OR (sum(amount) > 9)"
    )


def test_a_figure_of_rows_says_already_that_there_is_a_row() -> None:
    any_row = Rows("orders", ("w",))
    assert every([Set(any_row), Set(C)]).node == C
    assert some([Set(C), Set(any_row)]).node == any_row


def test_a_condition_that_the_other_one_includes_decides_alone() -> None:
    wide = Rows("traits", ("w",), is_single=True)
    narrow = Rows("traits", ("w", "b"), is_single=True)
    assert some([Set(narrow), Set(wide)]).node == wide


def test_few_sets_are_made_side_by_side_and_more_one_tuple_after_the_other() -> None:
    leaves = Leaves("(pairs)")
    names = [leaves.text(Rows("customers", (f"c{n}",))) for n in range(10)]
    assert (names[0], names[7], names[8:]) == ("s0.1", "s0.8", ["s1.1", "s1.2"])
    asked = leaves.with_clause()
    assert asked.count("UNION ALL") == 7 + 1
    assert "(pairs)" not in asked


def test_merged_people_are_read_once_for_all_sets() -> None:
    leaves = Leaves("(pairs)")
    for n in range(3):
        leaves.text(Rows("events", (f"c{n}",), is_old=True))
    assert leaves.with_clause().count("(pairs) AS merged") == 1
