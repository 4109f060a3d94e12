"""Looking less for garbage: what is there stays, what is new is still found."""

import gc
import weakref

from huike.base.kernel import garbage


class Ring:
    """Something that only a search can free."""

    def __init__(self) -> None:
        self.itself = self


def test_new_rings_are_found_and_old_things_are_not_looked_at() -> None:
    before = gc.get_threshold()
    try:
        garbage.look_less()
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold()[0] > before[0]
        ring = weakref.ref(Ring())
        gc.collect()
        assert ring() is None
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
