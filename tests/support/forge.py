"""`python -m tests.support.forge`: has read the product, and forks programs that are asked for.

Asked over the socket on its standard input by tests/support/programs.py. A program from here runs
the same code as one that was started from nothing, with its own environment, settings, stores,
files and session; only the two seconds in which it would read the product are gone.
"""

import atexit
import gc
import json
import os
import runpy
import signal
import socket
import sys
import threading
import traceback
from contextlib import suppress
from typing import Any

_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD, signal.SIGPIPE)


def main() -> None:
    """Read everything, then fork until nobody asks any more."""
    _read_product()
    control = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # those who watch programs are not waited for
    gc.freeze()
    while True:
        head, files, _, _ = socket.recv_fds(control, 8, 4)
        if not head:
            return
        asked = json.loads(_exactly(control, int.from_bytes(head)))
        if os.fork() == 0:
            control.close()
            _watch(asked, files)
        for file in files:
            os.close(file)


def _read_product() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "huike.config.settings"
    django.setup()

    from django.urls import get_resolver

    from huike.entry.commands.words import WORDS
    from huike.entry.edges import app  # noqa: F401

    for name in set(WORDS.values()):
        __import__(f"huike.entry.commands.{name}")
    get_resolver().url_patterns  # noqa: B018 - all views


def _exactly(control: socket.socket, size: int) -> bytes:
    read = b""
    while len(read) < size:
        read += control.recv(size - len(read))
    return read


def _watch(asked: dict[str, Any], files: list[int]) -> None:
    """Fork the program, which tells its number, and tell at its end how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    *standard, told = files
    number = os.fork()
    if number == 0:
        if asked["session"]:
            os.setsid()
        # Only now: whoever knows the number may kill the whole session at once.
        os.write(told, f"{os.getpid()}\n".encode())
        os.close(told)
        _be(asked, standard)
    for file in standard:
        os.close(file)
    nothing = os.open(os.devnull, os.O_RDWR)
    for place in (1, 2):  # whoever reads what the program says waits for its end, not for ours
        os.dup2(nothing, place)
    _, status = os.waitpid(number, 0)
    with suppress(BrokenPipeError):  # perhaps nobody wants to know any more
        os.write(told, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _be(asked: dict[str, Any], standard: list[int]) -> None:
    """Become the program; never comes back."""
    for place, file in enumerate(standard):
        os.dup2(file, place)
    for file in standard:
        os.close(file)
    for number in _SIGNALS:
        by_itself = signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
        signal.signal(number, signal.SIG_IGN if number == signal.SIGPIPE else by_itself)
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["folder"])
    _forget_settings()
    status = 1
    try:
        status = _run(asked["words"])
    except BaseException:
        traceback.print_exc()
    finally:
        threading._shutdown()  # type: ignore[attr-defined]  # as at the end of any program
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _forget_settings() -> None:
    """The next to ask for settings reads them from the environment that is there now."""
    from asgiref.local import Local
    from django.conf import empty, settings
    from django.core.cache import caches
    from django.db import connections

    settings._wrapped = empty
    for name in ("settings", "lean"):
        sys.modules.pop(f"huike.config.{name}", None)
    for handler in (connections, caches):
        handler._settings = None
        handler.__dict__.pop("settings", None)
        handler._connections = Local(handler.thread_critical)


def _run(words: list[str]) -> int:
    """`-m MODULE`, `-c CODE` or a file, as Python runs them; the exit status."""
    how, *rest = words
    try:
        if how == "-m":
            sys.argv = list(rest)
            runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
        elif how == "-c":
            sys.argv = ["-c", *rest[1:]]
            exec(compile(rest[0], "<string>", "exec"), {"__name__": "__main__"})
        else:
            sys.argv = list(words)
            sys.path.insert(0, os.path.dirname(how))
            runpy.run_path(how, run_name="__main__")
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        print(end.code, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    main()
