"""Files in a folder of an SFTP server, whose key a person has confirmed."""

import base64
import hashlib
import io
import posixpath
import re
import stat
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Protocol

import paramiko
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_ssh_private_key,
)

from huike.base.kernel.errors import Invalid
from huike.flow.ingest.connect.contract import (
    ConnectorDown,
    Field,
    Refused,
    Settings,
    TokenExpired,
    Tools,
    What,
    Words,
)
from huike.flow.ingest.connect.files import FileClient
from huike.flow.ingest.connect.kinds import folder
from huike.flow.ingest.connect.kinds.folder import MOST_BYTES, Entry, Folder

_SECONDS = 30.0  # without a byte
_WHOLE = 300.0  # for a file from its beginning to its end
_MOST_LISTED = 50_000
_PART = 1 << 20
_KEY = re.compile(r"-----BEGIN ([A-Z ]+)-----(.*?)-----END \1-----", re.DOTALL)


class _Remote(Protocol):
    """What is asked of a server: it is never told to change anything."""

    def listdir_iter(self, path: str) -> Iterator[paramiko.SFTPAttributes]: ...
    def open(self, filename: str, mode: str) -> paramiko.SFTPFile: ...


class _Listing:
    """The folder, over a connection that is open."""

    def __init__(self, remote: _Remote, path: str) -> None:
        self._remote, self._path = remote, path

    def entries(self) -> Sequence[Entry]:
        found = []
        for number, one in enumerate(self._remote.listdir_iter(self._path)):
            if number >= _MOST_LISTED:
                raise Refused(
                    "There are too many files", code="connector_too_many_files", most=_MOST_LISTED
                )
            is_file = one.st_mode is None or stat.S_ISREG(one.st_mode)
            if is_file and "/" not in one.filename and one.filename not in (".", ".."):
                found.append(Entry(one.filename, one.st_size or 0, str(one.st_mtime)))
        return found

    def read(self, entry: Entry) -> bytes | None:
        try:
            with self._remote.open(posixpath.join(self._path, entry.name), "rb") as file:
                return _whole(file, entry.size)
        except FileNotFoundError:  # it was there when the folder was listed
            return None


def _whole(file: paramiko.SFTPFile, size: int) -> bytes | None:
    """All that is in the file; None where that is not as much as was listed."""
    deadline = time.monotonic() + _WHOLE
    file.prefetch(min(size, MOST_BYTES))
    parts, read = [], 0
    while part := file.read(_PART):
        parts.append(part)
        read += len(part)
        if read > size:
            return None  # it grows
        if time.monotonic() > deadline:
            raise ConnectorDown("No answer in time", code="connector_timeout")
    return b"".join(parts) if read == size else None


@contextmanager
def _opened(settings: Settings, tools: Tools) -> Iterator[_Listing]:
    """The folder, once the server has shown the key that a person confirmed."""
    with tools.web.connect(settings["host"], int(settings["port"])) as line:
        transport = paramiko.Transport(line)
        try:
            transport.start_client(timeout=_SECONDS)
            _confirm(transport.get_remote_server_key(), settings.get("host_key", ""))
            _log_in(transport, settings)
            remote = paramiko.SFTPClient.from_transport(transport)
            if remote is None:
                raise ConnectorDown("The server opens no SFTP")
            remote.get_channel().settimeout(_SECONDS)  # type: ignore[union-attr]
            yield _Listing(remote, settings["folder"])
        except FileNotFoundError:
            raise Refused("There is no such folder", code="connector_no_folder") from None
        except PermissionError:
            raise Refused("It may not be read", code="connector_folder_closed") from None
        except paramiko.AuthenticationException:
            raise TokenExpired("The server does not take this login") from None
        except (paramiko.SSHException, EOFError, OSError):
            host = settings["host"]
            raise ConnectorDown("No answer", code="connector_down", host=host) from None
        finally:
            transport.close()


def _confirm(key: paramiko.PKey, known: str) -> None:
    """Nothing is said to a server that is not the one a person confirmed."""
    digest = hashlib.sha256(key.asbytes()).digest()
    shown = f"SHA256:{base64.b64encode(digest).decode().rstrip('=')}"
    if not known:
        raise Refused(
            "Confirm the key of this server first", code="connector_host_key_new", host_key=shown
        )
    if shown != known:
        raise Refused(
            "The server shows another key than the one confirmed",
            code="connector_host_key_other",
            host_key=shown,
        )


def _log_in(transport: paramiko.Transport, settings: Settings) -> None:
    name = settings["username"]
    if text := settings.get("private_key"):
        transport.auth_publickey(name, _private_key(text))
    else:
        transport.auth_password(name, settings["password"])


def _private_key(text: str) -> paramiko.PKey:
    """A key in PEM, also where a form has made one line of it."""
    found = _KEY.search(text)
    if found is None:
        raise _wrong("private_key")
    body = re.sub(r"\s", "", found[2])
    lines = "\n".join(body[start : start + 64] for start in range(0, len(body), 64))
    pem = f"-----BEGIN {found[1]}-----\n{lines}\n-----END {found[1]}-----\n"
    load = load_ssh_private_key if "OPENSSH" in found[1] else load_pem_private_key
    try:
        key = load(pem.encode(), None)
        # Written anew: paramiko cannot read every way in which others write the same key.
        plain = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _wrong("private_key") from None
    for sort in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        with suppress(paramiko.SSHException, ValueError):
            return sort.from_private_key(io.StringIO(plain))
    raise _wrong("private_key")


def fit(settings: Settings) -> None:
    """Whether there is something to log in with, and the key can be read."""
    if not settings["port"].isdecimal() or not 0 < int(settings["port"][:6]) < 65536:
        raise _wrong("port")
    if settings.get("private_key"):
        _private_key(settings["private_key"])
    elif not settings.get("password"):
        raise Invalid("A password or a key", code="setting_missing", where="password")


def _wrong(field: str) -> Invalid:
    return Invalid("This setting cannot be that", code="setting_wrong", where=field)


def _client(settings: Settings, tools: Tools, what: What) -> FileClient:
    # A file stands under its name while it is still being written.
    return Folder(lambda: _opened(settings, tools), settings["pattern"], what, looks_twice=True)


KINDS = folder.kinds(
    "sftp",
    Words("SFTP 文件夹", "SFTP folder"),
    Words(
        "按时读取文件夹里新到的文件，从不修改或删除。第一次测试时会显示服务器的主机密钥，请核对后确认。"
        "第一个文件需要在“导入”里确认列。",
        "New files of a folder are read on a schedule; nothing is changed or deleted there. The "
        "first test shows the server's host key: compare and confirm it. The columns of the first "
        "file are confirmed under Imports.",
    ),
    (
        Field(name="host", words=Words("服务器", "Host")),
        Field(name="port", words=Words("端口", "Port"), default="22"),
        Field(name="username", words=Words("用户名", "User name")),
        Field(name="password", words=Words("密码", "Password"), is_secret=True, is_required=False),
        Field(
            name="private_key",
            words=Words("私钥", "Private key"),
            help=Words(
                "代替密码：OpenSSH 或 PEM 格式，不带口令。",
                "Instead of a password: OpenSSH or PEM, without a passphrase.",
            ),
            is_secret=True,
            is_required=False,
        ),
        Field(
            name="host_key",
            words=Words("主机密钥指纹", "Fingerprint of the host key"),
            help=Words(
                "可留空：第一次测试时显示，由您确认。",
                "May be left empty: the first test shows it, and you confirm it.",
            ),
            is_required=False,
        ),
        Field(name="folder", words=Words("文件夹", "Folder"), default="."),
    ),
    _client,
    fit,
)
