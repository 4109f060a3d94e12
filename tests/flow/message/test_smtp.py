"""Every moment of an SMTP transaction has its meaning, above all when the server falls silent."""

import pytest

from huike.flow.message.transport.answers import Kind, SenderTrouble
from huike.flow.message.transport.smtp import Connection, Server
from tests.support.smtp import CountingServer, ScriptedServer

MAIL = b"From: a@b.example\r\nMessage-ID: <1@b.example>\r\n\r\nhello\r\n.dot\r\n..two\r\n"
# Too much for the buffers of both sockets: the server's hanging up is felt while writing.
BIG = MAIL + b"x" * 74 + b"\r\n" + (b"y" * 998 + b"\r\n") * 20_000


def server(port: int, **more) -> Server:
    return Server("127.0.0.1", port, security="none", seconds=5, **{"dot_seconds": 1, **more})


def send(connection: Connection, mail: bytes = MAIL, to: str = "x@y.example"):
    return connection.offer("a@b.example", to) or connection.hand(mail)


@pytest.mark.parametrize(
    ("plan", "kind", "stage", "code"),
    [
        ("ok", Kind.ACCEPTED, "dot", 250),
        ("550 unknown user", Kind.REFUSED, "rcpt", 550),
        ("451 greylisted", Kind.DEFERRED, "rcpt", 451),
        ("421 too busy", Kind.DEFERRED, "rcpt", 421),
        ("data 554 no", Kind.REFUSED, "data", 554),
        ("data 451 later", Kind.DEFERRED, "data", 451),
        ("dot 554 spam", Kind.REFUSED, "dot", 554),
        ("dot 452 full", Kind.DEFERRED, "dot", 452),
        ("dot 421 closing", Kind.DEFERRED, "dot", 421),
        ("drop rcpt", Kind.LOST, "offer", 0),
        ("drop data", Kind.LOST, "data", 0),
        ("drop dot", Kind.UNKNOWN, "dot", 0),
        ("hang dot", Kind.UNKNOWN, "dot", 0),
        ("dot 99 nonsense", Kind.UNKNOWN, "dot", 99),
    ],
)
def test_each_answer_is_told_from_the_others(plan, kind, stage, code):
    with ScriptedServer(lambda _to, _try: plan) as there:
        answer = send(Connection(server(there.port)))
    assert (answer.kind, answer.stage, answer.code) == (kind, stage, code)


def test_a_server_that_hangs_up_while_the_body_is_written_has_not_taken_it():
    with ScriptedServer(lambda _to, _try: "drop body") as there:
        answer = send(Connection(server(there.port)), BIG)
        assert answer.kind is Kind.LOST
        assert len(there.received) == 0


def test_a_small_body_cut_off_is_never_reported_as_sent():
    # It may all be in the socket's buffer when the server goes: lost where we saw it, else unknown.
    for _ in range(50):
        with ScriptedServer(lambda _to, _try: "drop body") as there:
            answer = send(Connection(server(there.port)))
        assert answer.kind in (Kind.LOST, Kind.UNKNOWN)


@pytest.mark.parametrize("plan", ["550 no", "451 later", "data 554 no", "dot 554 no", "dot 451 no"])
def test_a_refusal_leaves_the_connection_good_for_the_next(plan):
    with ScriptedServer(lambda to, _try: plan if to.startswith("bad") else "ok") as there:
        connection = Connection(server(there.port))
        kinds = [
            send(connection, to=to).kind for to in ("a@x.example", "bad@x.example", "b@x.example")
        ]
        assert kinds[0] is kinds[2] is Kind.ACCEPTED
        assert kinds[1] is not Kind.ACCEPTED
        assert set(there.received.per_recipient()) == {"a@x.example", "b@x.example"}


def test_an_idle_connection_that_the_server_closed_is_opened_again():
    with ScriptedServer(lambda to, t: "drop rcpt" if to[0] == "b" and t == 1 else "ok") as there:
        connection = Connection(server(there.port))
        kinds = [send(connection, to=to).kind for to in ("a@x.example", "b@x.example")]
    assert kinds == [Kind.ACCEPTED, Kind.ACCEPTED]


def test_a_released_transaction_sends_nothing():
    with ScriptedServer() as there:
        connection = Connection(server(there.port))
        assert connection.offer("a@b.example", "x@y.example") is None
        connection.release()
        assert send(connection, to="z@y.example").kind is Kind.ACCEPTED
        assert set(there.received.per_recipient()) == {"z@y.example"}


def test_dots_and_every_byte_arrive_as_they_were():
    with CountingServer() as there:
        send(Connection(server(there.port)))
        [(_, _, raw, _)] = there.received.mails
    assert raw == MAIL


@pytest.mark.parametrize(
    ("greeting", "on_mail", "code", "is_lasting"),
    [
        ("554 no service for you", "250 ok", "server_refuses", False),
        ("421 come back", "250 ok", "server_refuses", False),
        ("220 test", "550 5.7.1 sender not yours", "sender_refused", True),
    ],
)
def test_trouble_with_the_sender_is_no_recipients_fault(greeting, on_mail, code, is_lasting):
    with ScriptedServer(greeting=greeting) as there:
        there.on_mail = on_mail
        with pytest.raises(SenderTrouble) as trouble:
            send(Connection(server(there.port)))
    assert (trouble.value.code, trouble.value.is_lasting) == (code, is_lasting)


def test_a_server_that_is_not_there_is_trouble():
    with ScriptedServer() as there:
        port = there.port
    with pytest.raises(SenderTrouble) as trouble:
        send(Connection(server(port)))
    assert trouble.value.code == "server_unreachable"


def test_a_deferred_sender_is_tried_again():
    with ScriptedServer() as there:
        there.on_mail = "451 slow down"
        answer = send(Connection(server(there.port)))
    assert (answer.kind, answer.stage) == (Kind.DEFERRED, "mail")


def test_passwords_do_not_go_to_a_server_without_tls_when_tls_was_asked():
    with ScriptedServer() as there, pytest.raises(SenderTrouble) as trouble:
        send(Connection(Server("127.0.0.1", there.port, security="starttls", seconds=5)))
    assert (trouble.value.code, trouble.value.is_lasting) == ("not_supported", True)


def test_answers_carry_no_address():
    with ScriptedServer(lambda to, _try: f"550 <{to}> does not exist") as there:
        answer = send(Connection(server(there.port)), to="wang@y.example")
    assert answer.text == "[address] does not exist"
