"""`huike mail-sink`: the local mailbox for trying things out, as a process of `huike serve`."""

import signal
import threading

import click

from huike.entry.commands.processes import end_with_parent
from huike.flow.message.sink import start_sink


@click.command("mail-sink", hidden=True)
@click.option("--port", type=int, default=0, help="0 takes a free one")
def mail_sink_command(port: int) -> None:
    """Take this installation's mails and show them in the console; nothing leaves the machine."""
    end_with_parent()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    handle = start_sink(port)
    stop.wait()
    handle.stop()


COMMANDS = [mail_sink_command]
