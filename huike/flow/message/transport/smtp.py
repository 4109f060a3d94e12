"""One SMTP connection that knows, at every moment, what silence would mean."""

import select
import smtplib
import socket
import ssl
from dataclasses import dataclass
from typing import Literal

import structlog

from huike.flow.message.transport.answers import Answer, Kind, SenderTrouble, of_code
from huike.flow.message.transport.mime import ascii_address

log = structlog.get_logger(__name__)
Security = Literal["tls", "starttls", "none"]
_LONGEST_TEXT = 200


@dataclass(frozen=True)
class Server:
    """Where to hand mail over, and for how long to wait for answers."""

    host: str
    port: int
    security: Security = "starttls"
    username: str = ""
    password: str = ""
    seconds: float = 30.0
    # RFC 5321 4.5.3.2.6 asks for ten minutes: giving up early makes a message unknown.
    dot_seconds: float = 600.0
    local_name: str = "localhost"


class Connection:
    """A connection that carries one message after another.

    `offer` names sender and recipient; until `hand` nothing has been given away. Both answer;
    trouble with the server as a whole is raised as `SenderTrouble`.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None
        self._carried = 0

    def offer(self, sender: str, recipient: str) -> Answer | None:
        """Begin a transaction; None means that the server waits for the message."""
        try:
            to = ascii_address(recipient)
        except ValueError:
            return Answer(Kind.REFUSED, 0, "the address cannot be used over plain SMTP", "address")
        try:
            return self._offer(self._open(), sender, to)
        except (OSError, smtplib.SMTPException) as trouble:
            was_used = self._carried > 0
            self.close()
            if was_used:
                # An idle connection that the server closed meanwhile is no trouble: a fresh one.
                return self._offer_again(sender, to)
            return Answer(Kind.LOST, 0, _said(trouble), "offer")

    def _offer_again(self, sender: str, to: str) -> Answer | None:
        try:
            return self._offer(self._open(), sender, to)
        except (OSError, smtplib.SMTPException) as trouble:
            self.close()
            return Answer(Kind.LOST, 0, _said(trouble), "offer")

    def hand(self, message: bytes) -> Answer:
        """Give the message away after a successful `offer`."""
        smtp = self._smtp
        if smtp is None or smtp.sock is None:
            return Answer(Kind.LOST, 0, "the connection is closed", "data")
        sock, stage = smtp.sock, "data"
        try:
            smtp.putcmd("data")
            code, text = smtp.getreply()
            if code != 354:
                return self._refused(code, text, "data")
            stage = "body"
            sock.sendall(_dotted(message))
            # The last look before the point of no return: who has hung up has not taken it.
            if _has_hung_up(sock):
                raise smtplib.SMTPServerDisconnected("closed before the final dot")
            stage = "dot"
            sock.settimeout(self._server.dot_seconds)
            sock.sendall(b".\r\n")
            code, text = smtp.getreply()
            sock.settimeout(self._server.seconds)
        except (OSError, smtplib.SMTPException) as trouble:
            self.close()
            kind = Kind.UNKNOWN if stage == "dot" else Kind.LOST
            return Answer(kind, 0, _said(trouble), stage)
        self._carried += 1
        if code == 421:
            self.close()
        return of_code(code, _clean(text), "dot")

    def release(self) -> None:
        """Give up a transaction that `offer` began."""
        if self._smtp is None:
            return
        try:
            self._smtp.rset()
        except (OSError, smtplib.SMTPException):
            self.close()

    def close(self) -> None:
        """Say goodbye as well as it goes."""
        smtp, self._smtp, self._carried = self._smtp, None, 0
        if smtp is not None:
            try:
                smtp.close()
            except OSError as trouble:
                log.debug("smtp_close", problem=_said(trouble))

    def quit(self) -> None:
        """End in order."""
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except (OSError, smtplib.SMTPException):
                self._smtp.close()
            self._smtp = None

    def check(self) -> str:
        """Connect and sign in, for a person who tries settings; the server's greeting name."""
        smtp = self._open()
        name = smtp.ehlo_resp or smtp.helo_resp or b""
        self.quit()
        return _clean(name).split("\n", maxsplit=1)[0]

    def _open(self) -> smtplib.SMTP:
        if self._smtp is not None:
            return self._smtp
        server = self._server
        kind = smtplib.SMTP_SSL if server.security == "tls" else smtplib.SMTP
        smtp: smtplib.SMTP | None = None
        try:
            smtp = kind(
                server.host, server.port, local_hostname=server.local_name, timeout=server.seconds
            )
            if smtp.sock is not None:
                smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            smtp.ehlo_or_helo_if_needed()
            if server.security == "starttls":
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo()
            if server.username:
                smtp.login(server.username, server.password)
        except (OSError, smtplib.SMTPException, ValueError) as trouble:
            if smtp is not None:
                smtp.close()
            raise _trouble(trouble) from trouble
        self._smtp = smtp
        return smtp

    def _offer(self, smtp: smtplib.SMTP, sender: str, to: str) -> Answer | None:
        if smtp.has_extn("pipelining"):
            smtp.send(f"MAIL FROM:<{sender}>\r\nRCPT TO:<{to}>\r\n")
            first, second = smtp.getreply(), smtp.getreply()
        else:
            smtp.putcmd(f"MAIL FROM:<{sender}>")
            first = smtp.getreply()
            if first[0] != 250:
                return self._unwelcome(*first)
            smtp.putcmd(f"RCPT TO:<{to}>")
            second = smtp.getreply()
        if first[0] != 250:
            return self._unwelcome(*first)
        if second[0] not in (250, 251):
            return self._refused(*second, "rcpt")
        return None

    def _unwelcome(self, code: int, text: bytes) -> Answer:
        """MAIL refused: for good it concerns our address, not this recipient."""
        if 500 <= code < 600:
            self.close()
            raise SenderTrouble("sender_refused", f"{code} {_clean(text)}", is_lasting=True)
        return self._refused(code, text, "mail")

    def _refused(self, code: int, text: bytes, stage: str) -> Answer:
        if code == 421 or not 400 <= code < 600:
            self.close()
        else:
            self._carried += 1
            self.release()
        return of_code(code if code >= 400 else 0, _clean(text), stage)


def _dotted(message: bytes) -> bytes:
    """The message as DATA carries it, without the final dot."""
    body = message.replace(b"\r\n.", b"\r\n..")
    if body.startswith(b"."):
        body = b"." + body
    return body if body.endswith(b"\r\n") else body + b"\r\n"


def _has_hung_up(sock: socket.socket) -> bool:
    """Whether the other side has closed, or said something it should not say yet."""
    readable, _, _ = select.select([sock], [], [], 0)
    return bool(readable)


def _trouble(trouble: Exception) -> SenderTrouble:
    if isinstance(trouble, smtplib.SMTPAuthenticationError):
        detail = f"{trouble.smtp_code} {_clean(trouble.smtp_error)}"
        return SenderTrouble("login_refused", detail, is_lasting=trouble.smtp_code >= 500)
    if isinstance(trouble, ssl.SSLError):
        return SenderTrouble("tls_failed", _said(trouble), is_lasting=True)
    if isinstance(trouble, smtplib.SMTPNotSupportedError):
        return SenderTrouble("not_supported", _said(trouble), is_lasting=True)
    if isinstance(trouble, smtplib.SMTPResponseException):
        return SenderTrouble("server_refuses", f"{trouble.smtp_code} {_clean(trouble.smtp_error)}")
    return SenderTrouble("server_unreachable", _said(trouble))


def _clean(text: bytes | str) -> str:
    """The server's words, without what stands before or after an @: no address goes to the log."""
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    words = ["[address]" if "@" in word else word for word in said.split()]
    return " ".join(words)[:_LONGEST_TEXT]


def _said(trouble: BaseException) -> str:
    return _clean(f"{type(trouble).__name__}: {trouble}")
