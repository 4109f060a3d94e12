"""How many threads learn: on a busy machine several that wait for each other are slow."""

from typing import Any

_FEW_CELLS = 20_000_000


def threads(size: int) -> Any:
    """While it lasts, a small table is learned by one thread, a large one by all there are."""
    from threadpoolctl import threadpool_limits

    return threadpool_limits(limits=1 if size < _FEW_CELLS else None)
