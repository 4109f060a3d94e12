"""Servers of folders on this machine, written by others: asyncssh's SFTP, and moto's S3."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncssh
from moto.server import ThreadedMotoServer

USER, PASSWORD = "huike", "open sesame"


class _Door(asyncssh.SSHServer):
    """Lets one person in."""

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USER, PASSWORD)


@dataclass
class Sftp:
    """A server whose folder is one of this machine."""

    folder: Path
    key: asyncssh.SSHKey = field(
        default_factory=lambda: asyncssh.generate_private_key("ssh-ed25519")
    )
    own: asyncssh.SSHKey = field(
        default_factory=lambda: asyncssh.generate_private_key("ssh-ed25519")
    )
    port: int = 0

    @property
    def fingerprint(self) -> str:
        """Of its host key, as `ssh-keygen -l` shows it."""
        return self.key.get_fingerprint()

    @contextmanager
    def serving(self) -> Iterator["Sftp"]:
        """Serve until the block ends; always at the same port."""
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        server = asyncio.run_coroutine_threadsafe(self._listen(), loop).result()
        self.port = server.get_port()
        try:
            yield self
        finally:
            server.close()
            asyncio.run_coroutine_threadsafe(server.wait_closed(), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()

    async def _listen(self) -> asyncssh.SSHAcceptor:
        own = asyncssh.import_authorized_keys(self.own.export_public_key().decode())
        return await asyncssh.listen(
            "127.0.0.1",
            self.port,
            server_factory=_Door,
            server_host_keys=[self.key],
            authorized_client_keys=own,
            sftp_factory=lambda chan: asyncssh.SFTPServer(chan, chroot=str(self.folder)),
            allow_scp=False,
        )


@contextmanager
def s3() -> Iterator[str]:
    """The address of an S3 that knows nothing yet."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()
