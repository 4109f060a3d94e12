"""The Segment protocol: what a request says, message by message, or why it cannot be kept. Pure.

After the public spec (common fields, track, identify, page, screen, group, alias). A request is a
message, or a batch of them; each message is kept or refused on its own, with a reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, cast

from pydantic_core import from_json, to_json

from huike.base.kernel.errors import Invalid, TooLarge

MOST_BODY = 500 * 1024  # bytes of a request, unpacked
MOST_MESSAGE = 32 * 1024  # bytes of a message as compact JSON
MOST_NAME = 200  # characters of an event's name
MOST_ID = 256  # characters of an id

Kind = Literal["track", "identify", "page", "screen", "group", "alias"]
KINDS: frozenset[str] = frozenset(["track", "identify", "page", "screen", "group", "alias"])
# The browser SDK's short forms.
WORDS: Mapping[str, str] = {
    **{kind: kind for kind in KINDS},
    **{"t": "track", "i": "identify", "p": "page", "s": "screen", "g": "group", "a": "alias"},
    **{"batch": "batch", "b": "batch", "import": "batch"},
}
_OBJECTS = ("properties", "traits", "context", "integrations")
_IDS = ("messageId", "userId", "anonymousId", "previousId", "groupId")
_MAY_BE_AHEAD = timedelta(minutes=5)
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Request:
    """A request as it came: its messages, unchecked, and what they share."""

    messages: Sequence[Any]
    sent_at: datetime | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
    write_key: str = ""


@dataclass(frozen=True)
class Problem:
    """Why a message is not kept: `index` is its place in the request, from 0."""

    index: int
    message_id: str
    code: str
    where: str
    detail: str


@dataclass(frozen=True)
class Message:
    """A checked message; ids are text, "" where it has none; times as the sender's clock said."""

    kind: Kind
    message_id: str
    user_id: str
    anonymous_id: str
    previous_id: str
    group_id: str
    event: str
    said_at: datetime | None
    properties: Mapping[str, Any]
    traits: Mapping[str, Any]
    context: Mapping[str, Any]


class _Refused(Exception):
    def __init__(self, code: str, where: str, detail: str) -> None:
        self.code, self.where, self.detail = code, where, detail


def read(body: bytes, word: str) -> Request:
    """The messages of a request to `/v1/<word>`; a body that holds none is `Invalid`."""
    if len(body) > MOST_BODY:
        raise TooLarge(
            f"The request is larger than {MOST_BODY:,} bytes",
            code="request_too_large",
            mend="Send smaller batches",
        )
    try:
        given = from_json(body, allow_inf_nan=False)
    except ValueError as problem:
        raise Invalid(f"The body is not JSON: {problem}", code="not_json", where="body") from None
    if not isinstance(given, dict):
        raise Invalid("The body is not a JSON object", code="not_object", where="body")
    kind = WORDS[word]
    messages: Sequence[Any] = [given if given.get("type") else {**given, "type": kind}]
    if kind == "batch":
        messages = given.get("batch", ())
        if not isinstance(messages, list) or not messages:
            raise Invalid("`batch` is not a list of messages", code="no_batch", where="batch")
    context, key = given.get("context"), given.get("writeKey")
    return Request(
        messages,
        sent_at=_time_or_none(given.get("sentAt")),
        context=context if kind == "batch" and isinstance(context, dict) else {},
        write_key=key if isinstance(key, str) else "",
    )


def check(request: Request) -> tuple[list[tuple[int, Message]], list[Problem]]:
    """The messages that can be kept, with their places, and why the others cannot."""
    kept, problems = [], []
    for index, given in enumerate(request.messages):
        try:
            kept.append((index, _message(given, request.context)))
        except _Refused as why:
            name = given.get("messageId") if isinstance(given, dict) else ""
            told = name[:MOST_ID] if isinstance(name, str) else ""
            problems.append(Problem(index, told, why.code, why.where, why.detail))
    return kept, problems


def happened_at(message: Message, sent_at: datetime | None, received_at: datetime) -> datetime:
    """When it happened by our clock: the sender's is as wrong as its `sentAt` is.

    Nothing happens after it was received: a clock without `sentAt` that runs ahead is not believed,
    nor one that has begun at its beginning again.
    """
    if message.said_at is None:
        return received_at
    if sent_at is None:
        ahead = message.said_at > received_at + _MAY_BE_AHEAD
        found = received_at if ahead else min(message.said_at, received_at)
    else:
        try:
            found = min(received_at - (sent_at - message.said_at), received_at)
        except OverflowError:
            return received_at
    return found if found >= _EARLIEST else received_at


def _message(given: Any, shared: Mapping[str, Any]) -> Message:
    if not isinstance(given, dict):
        raise _Refused("not_object", "", "A message is a JSON object")
    if len(to_json(given)) > MOST_MESSAGE:
        raise _Refused("message_too_large", "", f"A message has at most {MOST_MESSAGE:,} bytes")
    kind = given.get("type")
    if not isinstance(kind, str) or kind not in KINDS:
        raise _Refused("unknown_type", "type", f"One of {', '.join(sorted(KINDS))}")
    ids = {name: _id(given, name) for name in _IDS}
    objects = {name: _object(given, name) for name in _OBJECTS}
    _needs_ids(kind, ids)
    return Message(
        kind=cast(Kind, kind),
        message_id=ids["messageId"],
        user_id=ids["userId"],
        anonymous_id=ids["anonymousId"],
        previous_id=ids["previousId"],
        group_id=ids["groupId"],
        event=_event(given) if kind == "track" else _name(given),
        said_at=_said_at(given),
        properties=objects["properties"],
        traits=objects["traits"] or _object(objects["context"], "traits"),
        context={**shared, **objects["context"]},
    )


def _needs_ids(kind: str, ids: Mapping[str, str]) -> None:
    if kind == "alias":
        if not (ids["previousId"] and ids["userId"]):
            raise _Refused("id_missing", "previousId", "An alias has previousId and userId")
    elif not (ids["userId"] or ids["anonymousId"]):
        raise _Refused("id_missing", "userId", "A message has a userId or an anonymousId")
    if kind == "group" and not ids["groupId"]:
        raise _Refused("id_missing", "groupId", "A group has a groupId")


def _id(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)  # SDKs in typed languages send numbers
    if not isinstance(value, str):
        raise _Refused("wrong_type", name, f"{name} is text")
    value = value.strip()
    if len(value) > MOST_ID:
        raise _Refused("too_long", name, f"{name} has at most {MOST_ID} characters")
    if "\0" in value:
        raise _Refused("wrong_type", name, f"{name} holds a NUL character")
    return value


def _object(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = given.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _Refused("wrong_type", name, f"{name} is an object")
    return value


def _event(given: Mapping[str, Any]) -> str:
    event = _name(given, "event")
    if not event:
        raise _Refused("event_missing", "event", "A track names its event")
    return event


def _name(given: Mapping[str, Any], where: str = "name") -> str:
    value = given.get(where)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _Refused("wrong_type", where, f"{where} is text")
    value = value.strip()
    if len(value) > MOST_NAME:
        raise _Refused("too_long", where, f"{where} has at most {MOST_NAME} characters")
    if "\0" in value:
        raise _Refused("wrong_type", where, f"{where} holds a NUL character")
    return value


def _said_at(given: Mapping[str, Any]) -> datetime | None:
    value = given.get("timestamp")
    if value is None:
        return None
    found = _time_or_none(value)
    if found is None:
        raise _Refused("wrong_time", "timestamp", "A time is ISO 8601, as 2026-01-02T03:04:05Z")
    return found


def _time_or_none(value: Any) -> datetime | None:
    """ISO 8601; without a zone it is UTC, as SDKs mean it."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value.strip())
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
