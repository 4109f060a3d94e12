"""Times without a zone are China's, wherever the host stands."""

from datetime import UTC, datetime

import pytest

from huike.flow.ingest.connect.kinds.china import clock

NOON = datetime(2026, 1, 1, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["2026-01-01 12:00:00", " 2026-01-01 12:00:00 ", "1767240000", 1767240000, 1767240000000,
     "2026-01-01T04:00:00+00:00"],
)  # fmt: skip
def test_one_moment_however_it_is_written(text):
    assert clock.read(text) == NOON


@pytest.mark.parametrize(
    "text", [None, "", "0001-01-01 00:00:00", "soon", True, 0, -1, 10**30, "2026-02-30 00:00:00"]
)
def test_what_is_no_time_is_none(text):
    assert clock.read(text) is None


def test_a_moment_is_written_for_china_wherever_the_host_stands():
    assert clock.written(NOON) == "2026-01-01 12:00:00"
