"""The engine inside this process, opened with its limits and put together behind its door."""

import os
import time

from huike.base.warehouse.engine.door import Door
from huike.base.warehouse.engine.gate import Gate
from huike.base.warehouse.engine.handle import Handle, Work
from huike.base.warehouse.engine.lanes import INSERT, LONG, SHORT, Lanes, Sessions
from huike.base.warehouse.engine.options import (
    Options,
    base_settings,
    connection_string,
    server_settings,
    table_settings,
    write_config,
)
from huike.base.warehouse.engine.running import Running


class WrongStart(Exception):
    """The engine did not take the configuration it was given."""


class Core:
    """Everything between the sockets and chDB."""

    def __init__(self, options: Options, secret: str) -> None:
        os.environ["TZ"] = "UTC"
        time.tzset()
        import chdb  # takes most of a second, so only once the folder's lock is held

        options.path.mkdir(parents=True, exist_ok=True)
        for folder in options.backups:
            folder.mkdir(parents=True, exist_ok=True)
        target = connection_string(options, write_config(options))
        base = base_settings()

        def open_handle() -> Handle:
            return Handle(lambda: chdb.connect(target), base)  # type: ignore[no-untyped-call]

        self._control = open_handle()
        self._check(options)
        self._control.run(Work(sql=f"CREATE DATABASE IF NOT EXISTS {options.database}"))
        self._judge = open_handle()
        self.running = Running(self._control)
        self._lanes = Lanes(
            open_handle,
            {
                SHORT: options.short_connections,
                INSERT: options.insert_connections,
                LONG: options.long_connections,
            },
        )
        self._sessions = Sessions(open_handle, options.sessions)
        self.door = Door(
            secret=secret,
            gate=Gate(self._judge),
            lanes=self._lanes,
            sessions=self._sessions,
            running=self.running,
        )

    def _check(self, options: Options) -> None:
        """chDB ignores options it does not know, so read back what matters."""
        wanted = server_settings(options) | table_settings(options)
        sql = (
            "SELECT name, value FROM system.server_settings"
            " UNION ALL SELECT name, value FROM system.merge_tree_settings"
        )
        found = self._control.run(Work(sql=sql))
        have = dict(line.split("\t") for line in found.body.decode().splitlines())
        wrong = {name: have.get(name) for name, value in wanted.items() if have.get(name) != value}
        if wrong:
            raise WrongStart(f"The engine did not take these settings: {wrong}")

    def sweep(self) -> None:
        """What must be looked after every now and then."""
        self._sessions.sweep()
        for query in self.running.overdue():
            self.running.stop(query)

    def close(self) -> None:
        """Close every connection at rest; chDB then writes what it still holds."""
        self._lanes.close()
        self._sessions.close()
        self._judge.close()
        self._control.close()
