"""What a request of the Segment protocol says, and why a message is refused."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huike.base.kernel.errors import Invalid, TooLarge
from huike.flow.ingest.collect.rules import protocol

RECEIVED = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
TRACK = {"type": "track", "event": "Product Viewed", "userId": "u1", "messageId": "m1"}


def asked(body: Any, word: str = "batch") -> protocol.Request:
    return protocol.read(json.dumps(body).encode(), word)


def codes(*messages: Any) -> list[tuple[int, str, str]]:
    _, problems = protocol.check(asked({"batch": list(messages)}))
    return [(one.index, one.code, one.where) for one in problems]


def only(message: dict[str, Any], word: str = "track") -> protocol.Message:
    ((_, found),), problems = protocol.check(asked(message, word))
    assert problems == []
    return found


def test_a_single_message_takes_its_type_from_the_path() -> None:
    found = only({"event": "Order Completed", "userId": 7, "properties": {"total": 9.5}}, "t")
    assert (found.kind, found.event, found.user_id) == ("track", "Order Completed", "7")
    assert found.properties == {"total": 9.5}


def test_a_batch_shares_its_context() -> None:
    body = {
        "batch": [{**TRACK, "context": {"ip": "1.2.3.4"}}],
        "context": {"ip": "9.9.9.9", "locale": "zh-CN"},
        "sentAt": "2026-11-22T07:59:00.000Z",
        "writeKey": "k",
    }
    request = asked(body)
    ((place, found),), _ = protocol.check(request)
    assert (place, dict(found.context)) == (0, {"ip": "1.2.3.4", "locale": "zh-CN"})
    assert (request.sent_at, request.write_key) == (datetime(2026, 11, 22, 7, 59, tzinfo=UTC), "k")


def test_traits_may_stand_in_the_context_of_any_message() -> None:
    found = only({**TRACK, "context": {"traits": {"email": "a@b.example"}}})
    assert found.traits == {"email": "a@b.example"}


@pytest.mark.parametrize(
    ("message", "code", "where"),
    [
        ("text", "not_object", ""),
        ({**TRACK, "type": "sing"}, "unknown_type", "type"),
        ({**TRACK, "type": ["track"]}, "unknown_type", "type"),
        ({**TRACK, "event": " "}, "event_missing", "event"),
        ({**TRACK, "event": 5}, "wrong_type", "event"),
        ({**TRACK, "event": "e" * 201}, "too_long", "event"),
        ({**TRACK, "userId": ""}, "id_missing", "userId"),
        ({**TRACK, "userId": {"a": 1}}, "wrong_type", "userId"),
        ({**TRACK, "userId": True}, "wrong_type", "userId"),
        ({**TRACK, "userId": "u" * 257}, "too_long", "userId"),
        ({**TRACK, "userId": "u\0"}, "wrong_type", "userId"),
        ({**TRACK, "properties": [1]}, "wrong_type", "properties"),
        ({**TRACK, "timestamp": "yesterday"}, "wrong_time", "timestamp"),
        ({**TRACK, "timestamp": 5}, "wrong_time", "timestamp"),
        ({"type": "alias", "userId": "u1"}, "id_missing", "previousId"),
        ({"type": "group", "userId": "u1"}, "id_missing", "groupId"),
    ],
)
def test_a_message_is_refused_with_its_place_and_reason(
    message: Any, code: str, where: str
) -> None:
    assert codes(TRACK, message, TRACK) == [(1, code, where)]


def test_a_message_of_32_kb_is_kept_and_one_byte_more_is_not() -> None:
    bare = len(json.dumps({**TRACK, "properties": {"a": ""}}, separators=(",", ":")))
    room = protocol.MOST_MESSAGE - bare
    assert codes({**TRACK, "properties": {"a": "x" * room}}) == []
    assert codes({**TRACK, "properties": {"a": "x" * (room + 1)}}) == [(0, "message_too_large", "")]


def test_a_request_of_500_kb_is_read_and_one_byte_more_is_not() -> None:
    body = json.dumps({"batch": [TRACK]}).encode()
    assert protocol.read(body.ljust(protocol.MOST_BODY), "batch").messages == [TRACK]
    with pytest.raises(TooLarge):
        protocol.read(body.ljust(protocol.MOST_BODY + 1), "batch")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b'{"batch": [{"userId": "\xff"}]}', "not_json"),
        (b'{"batch": NaN}', "not_json"),
        (b"[]", "not_object"),
        (b"{}", "no_batch"),
        (b'{"batch": {}}', "no_batch"),
        (b'{"batch": []}', "no_batch"),
    ],
)
def test_a_body_that_holds_no_messages_is_refused(body: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        protocol.read(body, "batch")
    assert refused.value.code == code


def at(said: str | None, sent: str | None) -> datetime:
    message = only({**TRACK, "timestamp": said})
    sent_at = asked({"batch": [TRACK], "sentAt": sent}).sent_at
    return protocol.happened_at(message, sent_at, RECEIVED)


def test_the_time_is_by_our_clock_however_wrong_the_senders_is() -> None:
    # Ten minutes before it was sent is ten minutes before it was received.
    assert at("2026-11-22T07:50:00Z", "2026-11-22T08:00:00Z") == RECEIVED - timedelta(minutes=10)
    assert at("1999-01-01T00:00:00Z", "1999-01-01T00:10:00Z") == RECEIVED - timedelta(minutes=10)
    assert at("2099-01-01T00:00:00Z", "2099-01-01T00:10:00Z") == RECEIVED - timedelta(minutes=10)


def test_nothing_happens_after_it_was_received() -> None:
    assert at("2026-11-22T08:30:00Z", None) == RECEIVED
    assert at("2099-01-01T00:00:00Z", None) == RECEIVED
    assert at("2026-11-22T09:00:00Z", "2026-11-22T08:00:00Z") == RECEIVED
    assert at("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z") == RECEIVED


def test_a_clock_that_began_anew_is_not_believed() -> None:
    assert at("1970-01-01T00:00:07Z", None) == RECEIVED
    assert at("0001-01-01T00:00:00Z", None) == RECEIVED
    assert at("1999-12-31T23:59:59Z", "2026-11-22T08:00:00Z") == RECEIVED
    assert at("2000-01-01T00:00:00Z", None) == datetime(2000, 1, 1, tzinfo=UTC)
    # Sent by the same wrong clock: an hour before it was sent.
    assert at("1970-01-01T00:00:00Z", "1970-01-01T01:00:00Z") == RECEIVED - timedelta(hours=1)


def test_without_a_clock_of_its_own_it_happened_when_it_was_received() -> None:
    assert at(None, None) == RECEIVED
    assert at("2026-11-20T08:00:00+08:00", None) == datetime(2026, 11, 20, tzinfo=UTC)
    assert at("2026-11-20T08:00:00", None) == datetime(2026, 11, 20, 8, tzinfo=UTC)


@given(st.binary(max_size=300), st.sampled_from(sorted(protocol.WORDS)))
def test_any_bytes_are_read_or_refused(body: bytes, word: str) -> None:
    with suppress(Invalid, TooLarge):
        protocol.check(protocol.read(body, word))


_WORD = st.sampled_from(["", "a", "track", "email", "2026-01-01T00:00:00Z", "\0"])
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _WORD,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_WORD, inner, max_size=2),
    max_leaves=4,
)
_NAMES = st.sampled_from([*TRACK, "anonymousId", "properties", "traits", "context", "timestamp"])


@given(st.lists(st.dictionaries(_NAMES, _JSON, max_size=4), min_size=1, max_size=3))
def test_every_message_is_either_kept_or_has_a_reason(messages: list[Any]) -> None:
    kept, problems = protocol.check(protocol.Request(messages))
    places = sorted([place for place, _ in kept] + [one.index for one in problems])
    assert places == list(range(len(messages)))
    for _, one in kept:
        assert protocol.happened_at(one, None, RECEIVED) <= RECEIVED
