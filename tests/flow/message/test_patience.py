"""What becomes of a message after each answer, and when it is tried again. Pure."""

from datetime import UTC, datetime, timedelta

import pytest

from huike.flow.message.rules import Next, Patience, after, after_crash
from huike.flow.message.transport.answers import Answer, Kind, of_code

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
PATIENCE = Patience(most_attempts=5, retry_seconds=60.0)


def said(code: int, stage: str = "rcpt") -> Answer:
    return of_code(code, "text", stage)


def told(answer: Answer, attempts: int, *, may_repeat: bool = False) -> Next:
    return after(answer, attempts=attempts, may_repeat=may_repeat, now=NOW, patience=PATIENCE)


@pytest.mark.parametrize("code", [500, 550, 552, 554, 571])
@pytest.mark.parametrize("stage", ["rcpt", "data", "dot"])
def test_a_refusal_for_good_is_never_tried_again(code: int, stage: str) -> None:
    assert told(said(code, stage), 1) == Next("failed", "server_refused")


@pytest.mark.parametrize("code", [421, 450, 451, 452])
@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "dot"])
def test_later_means_later_and_each_time_five_times_as_late(code: int, stage: str) -> None:
    minutes = []
    for attempts in (1, 2, 3, 4):
        next_ = told(said(code, stage), attempts)
        assert (next_.state, next_.reason) == ("queued", "")
        assert next_.due_at is not None
        minutes.append((next_.due_at - NOW) / timedelta(minutes=1))
    assert minutes == [1, 5, 25, 125]
    assert told(said(code, stage), 5) == Next("failed", "tried_too_often")


def test_no_pause_is_longer_than_six_hours() -> None:
    assert Patience(100, 60.0).pause(9) == 6 * 3600


@pytest.mark.parametrize("stage", ["offer", "data", "body"])
def test_lost_before_the_final_dot_is_tried_soon_and_then_as_any_other(stage: str) -> None:
    lost = Answer(Kind.LOST, 0, "closed", stage)
    dues = [told(lost, attempts).due_at for attempts in (1, 2)]
    assert dues == [NOW + timedelta(seconds=5), NOW + timedelta(minutes=5)]
    assert told(lost, 5) == Next("failed", "tried_too_often")


def test_silence_after_the_final_dot_is_unknown_unless_it_may_be_repeated() -> None:
    silence = Answer(Kind.UNKNOWN, 0, "closed", "dot")
    assert told(silence, 1) == Next("unknown", "no_answer")
    assert told(silence, 1, may_repeat=True).state == "queued"
    assert told(silence, 5, may_repeat=True) == Next("failed", "tried_too_often")


def test_what_is_no_answer_of_smtp_counts_by_its_moment() -> None:
    assert told(said(0, "data"), 1).state == "queued"
    assert told(said(0, "dot"), 1) == Next("unknown", "no_answer")


@pytest.mark.parametrize(
    ("state", "may_repeat", "then"),
    [
        ("claimed", False, Next("queued")),
        ("handing", True, Next("queued")),
        ("handing", False, Next("unknown", "worker_died")),
    ],
)
def test_a_crash_repeats_only_what_was_not_given_away(
    state: str, may_repeat: bool, then: Next
) -> None:
    assert after_crash(state, may_repeat=may_repeat) == then
