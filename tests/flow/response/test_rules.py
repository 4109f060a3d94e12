"""Scanners are told from readers."""

from datetime import UTC, datetime, timedelta

import pytest

from huike.flow.response.rules import Seen, bursts, is_machine

AT = datetime(2026, 11, 22, tzinfo=UTC)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"


def seen(agent=PHONE, kind="clicked", link=0, after=60.0, message=1) -> Seen:
    return Seen(1, message, kind, link, agent, AT + timedelta(seconds=after))


@pytest.mark.parametrize(
    ("agent", "after", "expected"),
    [
        (PHONE, 60, False),
        ("Mozilla/5.0 (via ggpht.com GoogleImageProxy)", 60, False),
        ("", 60, True),
        ("Barracuda Sentinel (EE)", 60, True),
        ("Mozilla/5.0 (compatible; bingbot/2.0)", 60, True),
        ("python-requests/2.32", 60, True),
        (PHONE, 0.5, True),
    ],
)
def test_by_name_and_by_moment(agent, after, expected):
    assert is_machine(seen(agent, after=after), AT) is expected


def test_a_message_that_is_not_yet_known_as_handed_over_is_a_readers():
    assert is_machine(seen(), None) is False


def test_many_links_at_once_are_a_scanners():
    batch = [seen(link=n) for n in range(3)] + [seen(link=n, message=2) for n in range(2)]
    assert bursts(batch) == {1}
