"""Clients of the warehouse: kept open, one call at a time each, found again after a fall."""

import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import clickhouse_connect
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError
from urllib3 import PoolManager, request
from urllib3.exceptions import HTTPError, NewConnectionError

from huike.base.kernel.errors import Unavailable
from huike.base.warehouse import local
from huike.base.warehouse.address import Address, folder_of, server_of
from huike.base.warehouse.errors import WarehouseBusy, WarehouseDown, WarehouseError, named

T = TypeVar("T")

PATIENCE_SECONDS = 30.0
SESSION_SECONDS = "3600"
_FIRST_PAUSE = 0.02
_LONGEST_PAUSE = 0.5
_ANSWER_SECONDS = 7200
_MOST_DROPS = 2  # a question that fells the engine must not fell it again and again
_PING_SECONDS = 3.0
_AUTHENTICATION_FAILED = 516
_LANES = ("short", "long", "insert", "control")


class Pool:
    """Clients of one address; the engine's restart makes a new address and so a new pool."""

    def __init__(self, address: Address, size: int) -> None:
        self.address = address
        self._turns = {lane: threading.BoundedSemaphore(size) for lane in _LANES}
        self._lock = threading.Lock()
        self._free: list[Client] = []
        self._free_sessions: list[Client] = []
        self._sockets = PoolManager(num_pools=4, maxsize=size * len(_LANES), block=False)

    @contextmanager
    def client(self, lane: str) -> Iterator[Client]:
        """Borrow a client; each lane has its own turns, so none waits behind another."""
        with self._turns[lane]:
            client = self._take(self._free) or self._connect("")
            try:
                yield client
            finally:
                with self._lock:
                    self._free.append(client)

    @contextmanager
    def session(self) -> Iterator[Client]:
        """Borrow a client with a session, where temporary tables live."""
        client = self._take(self._free_sessions) or self._connect(uuid.uuid4().hex)
        try:
            yield client
        finally:
            with self._lock:
                self._free_sessions.append(client)

    def close(self) -> None:
        """Close the sockets that are at rest."""
        self._sockets.clear()

    def _take(self, free: list[Client]) -> Client | None:
        with self._lock:
            return free.pop() if free else None

    def _connect(self, session_id: str) -> Client:
        address = self.address
        return clickhouse_connect.get_client(
            host=address.host,
            port=address.port,
            username=address.user,
            password=address.password,
            database="default",  # each call names its own; this one exists everywhere
            interface="https" if address.is_secure else "http",
            compress="lz4" if address.is_secure else False,
            autogenerate_session_id=False,
            autogenerate_query_id=False,
            send_receive_timeout=_ANSWER_SECONDS,
            connect_timeout=5,
            query_retries=0,
            settings=_settings(address, session_id),
            pool_mgr=self._sockets,
            tz_mode="aware",
            client_name="huike",
        )


class Warehouse:
    """The warehouse of one installation, local or on a server."""

    def __init__(self, url: str, home: Path, *, size: int = 0) -> None:
        self._folder = folder_of(url)
        self._server = None if self._folder else server_of(url)
        self._home = home
        self._size = size or (os.cpu_count() or 2)
        self._lock = threading.Lock()
        self._pool: Pool | None = None
        self._pid = os.getpid()

    @property
    def is_embedded(self) -> bool:
        """Whether the engine runs on this machine, on a folder of ours."""
        return self._folder is not None

    @property
    def cluster(self) -> str:
        """Name of the cluster whose servers share the tables; empty for one server."""
        return self._server.cluster if self._server else ""

    @property
    def database(self) -> str:
        """The database that the URL names."""
        return self._server.database if self._server else local.DATABASE

    def call(
        self,
        act: Callable[[Client], T],
        *,
        lane: str,
        may_repeat: bool,
    ) -> T:
        """Run one act on a client; an engine that restarts looks like a pause, not an error.

        What may have been executed is sent again only if it `may_repeat`.
        """
        deadline = time.monotonic() + PATIENCE_SECONDS
        pause, drops = _FIRST_PAUSE, 0
        while True:
            pool = self._current()
            try:
                with pool.client(lane) as client:
                    return act(client)
            except DatabaseError as error:
                refusal = self._sort(error, pool)
                was_unheard = isinstance(refusal, WarehouseBusy) or _was_never_sent(error)
                drops += not was_unheard
                may_try = isinstance(refusal, Unavailable) and (
                    was_unheard or (may_repeat and drops <= _MOST_DROPS)
                )
                if not may_try or time.monotonic() + pause > deadline:
                    raise refusal from error
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    @contextmanager
    def session(self) -> Iterator[Client]:
        """A client whose session lasts for the block; what it holds is lost if the engine falls."""
        self.call(_check, lane="short", may_repeat=True)
        with self._current().session() as client:
            yield client

    def refusal(self, error: DatabaseError) -> WarehouseError:
        """The named error for what a session's client raised."""
        return self._sort(error, self._current())

    def is_up(self) -> bool:
        """Whether it answers right now; starts nothing and waits for nothing."""
        if self._folder is not None:
            return local.living(local.ready_file(self._home, self._folder)) is not None
        assert self._server is not None
        scheme = "https" if self._server.is_secure else "http"
        url = f"{scheme}://{self._server.host}:{self._server.port}/ping"
        try:
            return request("GET", url, timeout=_PING_SECONDS, retries=False).status == 200
        except HTTPError:
            return False

    def close(self) -> None:
        """Drop all clients; the next call opens new ones."""
        with self._lock:
            if self._pool is not None:
                self._pool.close()
            self._pool = None

    def _current(self) -> Pool:
        with self._lock:
            if self._pid != os.getpid():  # after a fork the parent's sockets are not ours
                self._pool, self._pid = None, os.getpid()
            if self._pool is None:
                self._pool = Pool(self._find(), self._size)
            return self._pool

    def _find(self) -> Address:
        if self._server is not None:
            return self._server
        assert self._folder is not None
        return local.ensure_engine(self._home, self._folder).address()

    def _forget(self, pool: Pool) -> None:
        with self._lock:
            if self._pool is pool:
                self._pool = None
        pool.close()

    def _sort(self, error: DatabaseError, pool: Pool) -> WarehouseError:
        if error.code == _AUTHENTICATION_FAILED and self.is_embedded:
            self._forget(pool)  # another engine took the port: its ready-file has the new secret
            return WarehouseBusy("The warehouse engine was started anew")
        if error.code is not None:
            return named(error.code, str(error))
        self._forget(pool)
        return WarehouseDown("The warehouse does not answer")


def _settings(address: Address, session_id: str) -> dict[str, str]:
    """What every request of a client carries."""
    settings: dict[str, str] = {}
    if address.cluster:
        # An acknowledged row is on its shard, and work per customer stays on the customer's shard.
        settings |= {"distributed_foreground_insert": "1", "distributed_product_mode": "local"}
    if session_id:
        settings |= {"session_id": session_id, "session_timeout": SESSION_SECONDS}
        if address.cluster:  # the shards do not have the session's tables: send them along
            settings["prefer_global_in_and_join"] = "1"
    return settings


def _check(client: Client) -> None:
    client.command("SELECT 1", settings={"max_execution_time": 2})


def _was_never_sent(error: BaseException) -> bool:
    """Whether the request certainly did not reach the engine."""
    cause: BaseException | None = error
    while cause is not None:
        reason = getattr(cause, "reason", None)
        if isinstance(cause, (NewConnectionError, ConnectionRefusedError)) or isinstance(
            reason, NewConnectionError
        ):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
