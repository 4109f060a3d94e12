"""The search for garbage in cycles, for processes that turn over many plain objects."""

import gc

_FIRST = 50_000  # new objects before a search; Python's 700 are soon made by a batch of mails


def look_less() -> None:
    """Never look again at what is there now, and seldom at what is new.

    A worker that sent mails spent a third of its time on looking through the program itself.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_FIRST, 20, 20)
