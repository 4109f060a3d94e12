"""Start the engine process."""

import argparse
import logging
import sys
from pathlib import Path

from huike.base.warehouse.engine.core import WrongStart
from huike.base.warehouse.engine.lock import FolderHeld
from huike.base.warehouse.engine.options import Options
from huike.base.warehouse.engine.server import Server
from huike.config.env import waits_for_disk

FOLDER_HELD = 3


def main() -> int:
    """Run one engine until it is asked to stop; 3 says that another process owns the folder."""
    parser = argparse.ArgumentParser(prog="python -m huike.base.warehouse.engine")
    parser.add_argument("--path", type=Path, required=True, help="the folder of the warehouse")
    parser.add_argument("--ready-file", type=Path, required=True, help="told port and secret here")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--memory", type=int, default=0, help="bytes; 0 takes 2/5 of the machine")
    parser.add_argument("--backups", type=Path, action="append", default=[])
    parser.add_argument("--lock-wait", type=float, default=0.0, help="seconds to wait for the lock")
    parser.add_argument("--keeper", type=int, default=0, help="process that restarts this one")
    parser.add_argument("--with-parent", action="store_true", help="end with the starting process")
    given = parser.parse_args()
    options = Options(
        path=given.path.expanduser().resolve(),
        ready_file=given.ready_file.expanduser().resolve(),
        port=given.port,
        memory=given.memory,
        backups=tuple(folder.expanduser().resolve() for folder in given.backups),
        lock_wait=given.lock_wait,
        keeper=given.keeper,
        with_parent=given.with_parent,
        waits_for_disk=waits_for_disk(),
    )
    logging.basicConfig(format="%(asctime)s engine %(levelname)s %(message)s")
    try:
        Server(options).run()
    except (FolderHeld, WrongStart) as error:
        print(error, file=sys.stderr)
        return FOLDER_HELD if isinstance(error, FolderHeld) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
