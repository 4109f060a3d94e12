"""The bar of long work in a terminal; nothing where nobody looks at one."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn


@contextmanager
def bar(name: str, *, is_off: bool = False) -> Iterator[Callable[[int, int, str], None]]:
    """Shows how far the work of this name is; yields what a job tells it by."""
    shown = Progress(
        "{task.description}",
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=is_off or not sys.stderr.isatty(),
    )
    with shown:
        task = shown.add_task(name, total=None)
        yield lambda done, total, note: shown.update(
            task, completed=done, total=total or None, description=note or name
        )
