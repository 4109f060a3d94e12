"""Whatever is sent is kept or refused with a reason; and whatever is kept can be landed."""

import gzip
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huike.base.access.models import Workspace
from huike.base.journal import facade as journal
from huike.flow.ingest import facade as ingest
from huike.flow.ingest.collect import accept
from huike.flow.ingest.collect.models import SetAside
from tests.entry.edges import test_collect
from tests.entry.edges.test_collect import call

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]
# The same fixtures as there.
empty, key = test_collect.empty, test_collect.key
_thread_lets_go_of_the_database = test_collect._thread_lets_go_of_the_database
REFUSED = {400, 401, 403, 404, 405, 413}

texts = st.text(max_size=20) | st.sampled_from(
    [
        *["", "\0", "\uffff", "\u202e", "u1", "u2", "a@b.example", "13812345678", "李雷"],
        *["2026-01-02T03:04:05Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59+14:00", "24:00"],
        *["CNY", "XXX", "'; DROP TABLE events; --", "{x:String}", "x" * 300, "\\ud800"],
    ]
)
numbers = st.integers() | st.floats() | st.sampled_from([2**63, -(2**70), 1e308, 10**40, 0, -0.0])
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from(
    [
        *["type", "event", "name", "messageId", "userId", "anonymousId", "previousId", "groupId"],
        *["properties", "traits", "context", "integrations", "timestamp", "sentAt", "batch"],
        *["writeKey", "channel"],
    ]
)
good: dict[str, Any] = {"type": "track", "event": "Product Viewed", "userId": "u1"}
kinds = st.sampled_from(["track", "identify", "page", "screen", "group", "alias"])
messages = st.one_of(
    values,
    st.dictionaries(names, values, max_size=6),
    st.builds(lambda more, kind: {**good, "type": kind, **more},
              st.dictionaries(names, values, max_size=3), kinds),
    st.builds(lambda props: {**good, "properties": props}, st.dictionaries(texts, values)),
    st.builds(
        lambda traits, who: {"type": "identify", "userId": who, "traits": traits},
        st.dictionaries(texts | st.sampled_from(["email", "phone", "name", "level"]), values),
        st.sampled_from(["u1", "u2", "u3"]),
    ),
)  # fmt: skip
bodies = st.one_of(
    st.binary(max_size=200),
    messages.map(lambda one: json.dumps(one).encode()),
    st.lists(messages, max_size=4).map(lambda some: json.dumps({"batch": some}).encode()),
    st.lists(messages, max_size=4).map(
        lambda some: json.dumps({"batch": some}, ensure_ascii=False).encode(
            "utf-8", "surrogatepass"
        )
    ),
)
words = st.sampled_from([*sorted(ingest.WORDS), "sing", "batch/more", ""])


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=bodies,
    word=words,
    cut=st.none() | st.integers(0, 40),
    packing=st.sampled_from(["", "gzip", "GZIP", "br"]),
    is_packed=st.booleans(),
    method=st.sampled_from(["POST", "POST", "POST", "POST", "GET", "PUT", "DELETE", "OPTIONS"]),
    authorization=st.sampled_from(["", "Basic", "Basic !", "Bearer x", "Basic gICA", "basic eA=="]),
    is_known=st.sampled_from([True, True, True, False]),
)
def test_it_is_kept_or_refused_with_a_reason(
    key: str,
    body: bytes,
    word: str,
    cut: int | None,
    packing: str,
    is_packed: bool,
    method: str,
    authorization: str,
    is_known: bool,
) -> None:
    raw = gzip.compress(body) if is_packed else body
    raw = raw if cut is None else raw[:-cut]
    headers = {"content-encoding": packing} if packing else {}
    if authorization and not is_known:
        headers["authorization"] = authorization
    answer = call(f"/v1/{word}", raw, key=key if is_known else "", method=method, **headers)
    if method == "OPTIONS":
        assert answer.status == 204
    elif answer.status == 405:
        assert "OPTIONS" in answer.headers["allow"]
    elif answer.status != 200:
        assert answer.status in REFUSED
        assert answer.said["success"] is False
        assert answer.said["code"]


@pytest.mark.facts
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some=st.lists(messages, min_size=1, max_size=12))
def test_what_was_kept_is_landed(
    workspace: Workspace,
    key: str,
    some: list[Any],
) -> None:
    call("/v1/batch", json.dumps({"batch": some}).encode(), key=key)
    ingest.land_waiting(workspace.pk)
    assert not SetAside.objects.exists()
    assert journal.backlog() == 0


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"batch":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "not_json"),
        (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "not_json"),
        (b'{"userId": "\xff\xfe"}', "not_json"),
        (b'{"userId": "\\ud800"}', "not_json"),
        (b'{"userId": NaN}', "not_json"),
        (b"\xef\xbb\xbf", "not_json"),
        (b"[]", "not_object"),
        (b'{"batch": {}}', "no_batch"),
    ],
)
def test_odd_bodies_have_their_reasons(key: str, body: bytes, code: str) -> None:
    answer = call("/v1/batch", body, key=key)
    assert (answer.status, answer.said["code"]) == (400, code)


def test_a_number_beyond_all_numbers_lands_as_none(
    workspace: Workspace,
    key: str,
    warehouse: Any,
) -> None:
    body = b'{"event": "A", "userId": "u1", "properties": {"most": 1e999, "least": -1e999, "n": 1}}'
    assert call("/v1/track", body, key=key).status == 200
    assert ingest.land_waiting(workspace.pk) == 1
    ((props,),) = warehouse.select("SELECT props FROM events")
    assert json.loads(props) == {"most": None, "least": None, "n": 1}


def test_of_two_values_of_one_name_the_last_counts(workspace: Workspace, key: str) -> None:
    body = b'{"event": "A", "event": "B", "userId": "u1", "userId": "u2", "messageId": "m"}'
    assert call("/v1/track", body, key=key).status == 200
    (entry,) = journal.waiting(workspace.pk, most=10, most_bytes=10**6)
    ((_, found),), _ = accept.protocol.check(accept.protocol.read(entry.body, "track"))
    assert (found.event, found.user_id) == ("B", "u2")
