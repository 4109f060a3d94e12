"""Settings from the environment: what is wrong with one is said before anything starts."""

from pathlib import Path

import pytest

from huike.config import env


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("HUIKE_JOURNAL_DAYS", "0", "HUIKE_JOURNAL_DAYS must be at least 1, but is 0"),
        ("HUIKE_JOURNAL_DAYS", "-3", "HUIKE_JOURNAL_DAYS must be a whole number, but is '-3'"),
        ("HUIKE_PORT", "eight", "HUIKE_PORT must be a whole number, but is 'eight'"),
        ("HUIKE_WEBHOOKS_MAY_REACH", "10.0.0", "HUIKE_WEBHOOKS_MAY_REACH: '10.0.0'"),
    ],
)
def test_a_wrong_setting_is_named_with_what_it_may_be(
    tmp_path: Path, name: str, value: str, said: str
) -> None:
    with pytest.raises(env.WrongSetting) as wrong:
        env.load({"HUIKE_HOME": str(tmp_path), name: value})
    assert str(wrong.value).startswith(said)


def test_what_is_not_set_has_a_value(tmp_path: Path) -> None:
    found = env.load({"HUIKE_HOME": str(tmp_path), "HUIKE_JOURNAL_DAYS": "1"})
    assert (found.journal_days, found.port, found.job_lease_seconds) == (1, 8000, 30)
    assert found.question_seconds == 2
