"""A process that prepares new customers: people in on standard input, what is written of them out.

It sees no database and reads no settings; the master key is the first thing that it is told.
"""

import signal
import sys
from contextlib import suppress

from django.conf import settings

from huike.base.kernel import garbage
from huike.flow.identity.preparing import answer, receive, send


def main() -> None:
    """Serve until the other side closes the pipe, as it does by dying."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks
    garbage.look_less()
    with suppress(EOFError, BrokenPipeError):
        settings.configure(MASTER_KEY=receive(sys.stdin.buffer))
        while True:
            send(sys.stdout.buffer, answer(receive(sys.stdin.buffer)))


if __name__ == "__main__":
    main()
