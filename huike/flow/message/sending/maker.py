"""A process that makes mails: batches in on standard input, mails out on standard output."""

import sys
from datetime import datetime
from typing import Any

from huike.base.kernel import garbage
from huike.flow.message.sending.making import Reader, Stationery, letters
from huike.flow.message.sending.workshop import receive, send
from huike.flow.message.transport.lanes import Mail


def main() -> None:
    """Serve until the other side closes the pipe."""
    garbage.look_less()
    stationery: Stationery | None = None
    while True:
        try:
            told, people, at = receive(sys.stdin.buffer)
        except EOFError:
            return
        stationery = told or stationery
        assert stationery is not None
        send(sys.stdout.buffer, _answer(stationery, people, at))


def _answer(
    stationery: Stationery, people: list[tuple[Any, ...]], at: datetime
) -> list[tuple[Any, ...]] | str:
    try:
        mails = letters(stationery, [Reader(*one) for one in people], at)
    except Exception as problem:
        # Told to the process that asked, which fails with it: nothing is swallowed here.
        return f"{type(problem).__name__}: {problem}"
    return [
        (one.message_id, one.recipient, one.content, one.size)
        if isinstance(one, Mail)
        else (one.message_id, one.code, one.where)
        for one in mails
    ]


if __name__ == "__main__":
    main()
