"""Looking, many times a second, for what waits outside the table of jobs."""

import threading
from collections.abc import Callable

import structlog
from django.db import close_old_connections, connection

log = structlog.get_logger(__name__)
_EVERY = 0.1
_AFTER_TROUBLE = 2.0


class Lookout:
    """A thread that looks until told to stop; trouble with the stores does not end it."""

    def __init__(self, look: Callable[[], None]) -> None:
        self._look = look
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep_looking, name="lookout")

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()
        self._thread.join(10.0)

    def _keep_looking(self) -> None:
        pause = 0.0
        while not self._stop.wait(pause):
            pause = _EVERY
            try:
                close_old_connections()
                self._look()
            except Exception:
                # A store that is away for a moment must not end the looking.
                log.exception("lookout_trouble")
                connection.close()
                pause = _AFTER_TROUBLE
        connection.close()
