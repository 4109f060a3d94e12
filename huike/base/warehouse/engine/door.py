"""From a request to an answer: who asks, what is asked, on which lane, within which time."""

import base64
import binascii
import hmac
import re
from dataclasses import dataclass, replace

from huike.base.warehouse.engine.errors import (
    AUTHENTICATION_FAILED,
    BAD_ARGUMENTS,
    Refused,
)
from huike.base.warehouse.engine.gate import Gate, Verdict
from huike.base.warehouse.engine.handle import Answer, Handle, Work
from huike.base.warehouse.engine.lanes import INSERT, LONG, SHORT, Lanes, Sessions
from huike.base.warehouse.engine.options import LONG_SECONDS, SHORT_SECONDS
from huike.base.warehouse.engine.running import Query, Running
from huike.base.warehouse.engine.wire import Request, unpack

_TRANSPORT = frozenset(
    {
        "add_http_cors_header",
        "buffer_size",
        "cancel_http_readonly_queries_on_client_close",
        "client_protocol_version",
        "compress",
        "database",
        "decompress",
        "default_format",
        "enable_http_compression",
        "http_headers_progress_interval_ms",
        "password",
        "query",
        "query_id",
        "quota_key",
        "role",
        "send_progress_in_http_headers",
        "session_check",
        "session_id",
        "session_timeout",
        "stacktrace",
        "user",
        "wait_end_of_query",
    }
)
_INSERT_HEAD = re.compile(
    rb"\s*INSERT\s+INTO\s[^;]*?\s(?:FORMAT\s+\w+[ \t]*\r?\n|VALUES[ \t]*\r?\n)", re.IGNORECASE
)
_INSERT_FORMAT = re.compile(r"\s+(?:FORMAT\s+(\w+)|(VALUES))\s*\Z", re.IGNORECASE)
_RESULT_FORMAT = re.compile(r"\bFORMAT\s+(\w+)\s*(?:SETTINGS\s[^;]*)?[\s;]*\Z", re.IGNORECASE)
_IS_INSERT = re.compile(r"\s*INSERT\s", re.IGNORECASE)
# What clickhouse-connect asks when a client opens; it must not wait behind a long query.
_HANDSHAKE = (
    "SELECT version(), timezone()",
    "SELECT name, value, readonly FROM system.settings",
    "SELECT 1 AS check",
)
_SHORT_WAIT = 10.0
_INSERT_WAIT = 60.0
_LONG_WAIT = 600.0
_SESSION_SECONDS = 60.0
_SESSION_MOST = 3600.0


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What goes back to the client."""

    answer: Answer
    query_id: str = ""
    format: str = ""


class Door:
    """All that is needed to answer a request; one for the whole process."""

    def __init__(
        self, *, secret: str, gate: Gate, lanes: Lanes, sessions: Sessions, running: Running
    ) -> None:
        self._secret = secret
        self._gate = gate
        self._lanes = lanes
        self._sessions = sessions
        self._running = running

    def answer(self, request: Request, socket_number: int) -> Reply:
        """Answer one request or refuse it with ClickHouse's code."""
        self._authenticate(request)
        work = _statement(unpack(request))
        with self._running.listed(request.params.get("query_id", ""), socket_number) as query:
            victims = self._running.asked_to_kill(work.sql, work.params)
            if victims is not None:
                return self._kill([v for v in victims if v is not query], query)
            verdict = self._gate.admit(_as_parsed(work))
            query.is_read = verdict.is_read
            lane = _lane(request, work)
            work = replace(_limited(work, lane), mark=query.mark)
            answer = self._run(request, query, lane, work, verdict)
        has_result = work.data is None and (verdict.is_read or answer.body != b"")
        return Reply(
            answer=answer,
            query_id=query.query_id,
            format=_result_format(work) if has_result else "",
        )

    def _authenticate(self, request: Request) -> None:
        given = request.headers.get("x-clickhouse-key", "") or request.params.get("password", "")
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            try:
                given = base64.b64decode(value).decode().partition(":")[2]
            except (binascii.Error, UnicodeDecodeError):
                given = ""
        elif scheme.lower() == "bearer":
            given = value
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            raise Refused(
                AUTHENTICATION_FAILED,
                "Authentication failed: the password is the secret in the engine's ready-file",
            )

    def _kill(self, victims: list[Query], query: Query) -> Reply:
        for victim in victims:
            self._running.stop(victim)
        body = "".join(f"waiting\t{v.query_id}\tdefault\t\n" for v in victims).encode()
        return Reply(answer=Answer(body=body), query_id=query.query_id, format="TabSeparated")

    def _run(
        self, request: Request, query: Query, lane: str, work: Work, verdict: Verdict
    ) -> Answer:
        session_name = request.params.get("session_id", "")
        wait = {SHORT: _SHORT_WAIT, INSERT: _INSERT_WAIT}.get(lane, _LONG_WAIT)
        if not session_name:
            with self._lanes.handle(lane, wait) as handle:
                return _on(handle, query, work, renew_after=verdict.leaves_state)
        timeout = min(_number(request, "session_timeout", _SESSION_SECONDS), _SESSION_MOST)
        must_exist = request.params.get("session_check") == "1"
        with self._sessions.enter(session_name, timeout=timeout, must_exist=must_exist) as session:
            if verdict.leaves_state:
                self._sessions.pin(session)
            with self._lanes.handle(lane, wait) as turn:  # a turn of the lane, even if unused
                return _on(session.handle or turn, query, work, renew_after=False)


def _as_parsed(work: Work) -> str:
    """The statement as the engine's parser meets it: rows are announced by their format."""
    return work.sql if work.data is None else f"{work.sql} FORMAT {work.format}"


def _on(handle: Handle, query: Query, work: Work, *, renew_after: bool) -> Answer:
    query.check()
    query.start(float(work.settings["max_execution_time"]))
    try:
        return handle.run(work)
    finally:
        query.is_inside = False
        if renew_after:
            handle.renew()


def _number(request: Request, name: str, default: float) -> float:
    text = request.params.get(name, "")
    try:
        return float(text) if text else default
    except ValueError:
        raise Refused(BAD_ARGUMENTS, f"{name} must be a number, but is {text!r}") from None


def _statement(request: Request) -> Work:
    """Tell the statement from the rows it brings; rows never reach the statement's parser."""
    given = request.params.get("query", "")
    data: bytes | None = None
    if given and _IS_INSERT.match(given) and _INSERT_FORMAT.search(given):
        sql, data = given, request.body
    elif given:
        sql = f"{given}\n{_text(request.body)}" if request.body else given
    elif head := _INSERT_HEAD.match(request.body):
        sql, data = _text(head[0]), request.body[head.end() :]
    else:
        sql = _text(request.body)
    if not sql.strip():
        raise Refused(BAD_ARGUMENTS, "The request holds no statement")
    format_name = request.params.get("default_format") or request.headers.get(
        "x-clickhouse-format", "TabSeparated"
    )
    if data is not None:
        sql, format_name = _without_format(sql)
    return Work(
        sql=sql,
        format=format_name,
        params={k[6:]: v for k, v in request.params.items() if k.startswith("param_")},
        settings={
            k: v
            for k, v in request.params.items()
            if k not in _TRANSPORT and not k.startswith("param_")
        },
        database=request.params.get("database", "")
        or request.headers.get("x-clickhouse-database", ""),
        data=data,
    )


def _without_format(sql: str) -> tuple[str, str]:
    found = _INSERT_FORMAT.search(sql)
    if found is None:
        raise Refused(BAD_ARGUMENTS, "An INSERT with rows must name their FORMAT")
    return sql[: found.start()], found[1] or "Values"


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise Refused(BAD_ARGUMENTS, "The statement is not UTF-8 text") from None


def _result_format(work: Work) -> str:
    found = _RESULT_FORMAT.search(work.sql)
    return found[1] if found else work.format


def _lane(request: Request, work: Work) -> str:
    if work.data is not None:
        return INSERT
    named = request.headers.get("x-huike-lane", "")
    if named in (SHORT, LONG):
        return named
    limit = _number(request, "max_execution_time", 0.0)
    is_quick = 0.0 < limit <= SHORT_SECONDS or work.sql.startswith(_HANDSHAKE)
    return SHORT if is_quick else LONG


def _limited(work: Work, lane: str) -> Work:
    """Hold every query to the lane's time."""
    most = SHORT_SECONDS if lane == SHORT else LONG_SECONDS
    try:
        wanted = float(work.settings.get("max_execution_time", 0)) or most
    except ValueError:
        raise Refused(BAD_ARGUMENTS, "max_execution_time must be a number") from None
    limit = f"{min(wanted, most):g}"
    return replace(work, settings={**work.settings, "max_execution_time": limit})
