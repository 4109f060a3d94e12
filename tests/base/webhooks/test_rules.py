"""Signatures, and the times of tries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huike.base.webhooks.rules import schedule, signature
from huike.base.webhooks.rules.kinds import kind_of

# The published example of Standard Webhooks.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MARK, AT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
GIVEN = {"webhook-id": MARK, "webhook-timestamp": str(AT), "webhook-signature": SIGNATURE}


def test_the_published_example_is_signed_as_published():
    assert signature.headers([SECRET], MARK, AT, BODY) == GIVEN


@pytest.mark.parametrize("late", [-300, 0, 300])
def test_a_signature_holds_for_five_minutes_both_ways(late):
    assert signature.is_signed([SECRET], GIVEN, BODY, AT + late)


@pytest.mark.parametrize(
    ("changed", "body", "now"),
    [
        ({}, BODY, AT + 301),
        ({}, BODY, AT - 301),
        ({}, BODY + b" ", AT),
        ({"webhook-id": "msg_other"}, BODY, AT),
        ({"webhook-timestamp": str(AT + 1)}, BODY, AT),
        ({"webhook-timestamp": "soon"}, BODY, AT),
        ({"webhook-signature": SIGNATURE.replace("v1", "v2")}, BODY, AT),
        ({"webhook-signature": "v1,ünicode"}, BODY, AT),
        ({"webhook-signature": ""}, BODY, AT),
    ],
)
def test_whatever_is_changed_is_not_signed(changed, body, now):
    assert not signature.is_signed([SECRET], {**GIVEN, **changed}, body, now)


def test_one_of_several_signatures_of_one_of_two_secrets_is_enough():
    other = signature.secret_of(b"x" * 24)
    both = signature.headers([other, SECRET], MARK, AT, BODY)
    assert both["webhook-signature"].split()[1] == SIGNATURE
    for secrets in ([other], [SECRET], [SECRET, other]):
        assert signature.is_signed(secrets, both, BODY, AT)
    assert not signature.is_signed([signature.secret_of(b"y" * 24)], both, BODY, AT)


@pytest.mark.parametrize("secret", ["whsec_c2hvcnQ=", "whsec_not base64", "", "whsec_" + "A" * 88])
def test_what_is_no_secret_is_refused(secret):
    with pytest.raises(ValueError, match=r"whsec_|24 to 64"):
        signature.key_of(secret)


def test_tries_come_ever_later_and_end():
    delays = [schedule.next_delay(tries, 0.0) for tries in range(9)]
    assert delays == [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 36_000, None]


@given(st.integers(0, 7), st.floats(0, 1), st.integers(0, 10**6))
def test_a_try_is_spread_by_a_tenth_and_waits_as_long_as_asked_up_to_an_hour(tries, chance, later):
    delay = schedule.next_delay(tries, chance, later)
    assert delay is not None
    assert delay >= min(later, 3_600)
    assert delay <= max(schedule.DELAYS[tries] * 1.1, 3_600)


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("CustomersCreated", "customers.created"),
        ("SegmentEntered", "segment.entered"),
        ("AudienceComplete", "audience.complete"),
        ("OrdersLanded", "orders.landed"),
    ],
)
def test_events_have_names_with_a_dot(event, kind):
    assert kind_of(event) == kind
