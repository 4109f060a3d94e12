"""What names what: circles, foundations, and the order of evaluation."""

import pytest

from huike.flow.segment.rules import graph, parse

USES = {1: [], 2: [1], 3: [2, 1], 4: [3], 5: []}


@pytest.mark.parametrize(
    ("uses", "way"),
    [
        ({1: []}, []),
        ({1: [1]}, [1, 1]),
        ({1: [2], 2: [1]}, [1, 2, 1]),
        ({1: [4, 2], 2: [3], 3: [5, 1], 4: [], 5: []}, [1, 2, 3, 1]),
        ({1: [2], 2: [3], 3: [2]}, []),
        ({1: [9]}, []),
    ],
)
def test_a_way_back_to_itself_is_found(uses: dict[int, list[int]], way: list[int]) -> None:
    assert graph.circle(1, uses) == way


def test_a_segment_rests_on_all_that_its_rules_name() -> None:
    assert graph.closure([3], USES) == {1, 2, 3}


def test_segments_are_evaluated_after_those_they_rest_on() -> None:
    assert graph.levels(USES, USES) == [[1, 5], [2], [3], [4]]
    assert graph.levels([4, 2], USES) == [[2, 4]]


def test_a_circle_made_behind_our_back_still_comes_to_an_end() -> None:
    assert graph.levels([1, 2, 3], {1: [2], 2: [1], 3: []}) == [[3], [1, 2]]


def test_segments_and_shops_are_found_with_their_places() -> None:
    rule = parse(
        {
            "kind": "any",
            "rules": [
                {"kind": "membership", "segment_id": 7},
                {"kind": "not", "rule": {"kind": "orders", "value": 1, "shops": [3, 4]}},
                {"kind": "all", "rules": [{"kind": "membership", "segment_id": 8}]},
            ],
        }
    )
    assert list(graph.named(rule)) == [
        ("rules[0].segment_id", 7),
        ("rules[2].rules[0].segment_id", 8),
    ]
    assert list(graph.shops(rule)) == [("rules[1].rule.shops[0]", 3), ("rules[1].rule.shops[1]", 4)]
