"""Group commit at the edge: what arrives within a few milliseconds is one transaction."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

from django.db import close_old_connections

T = TypeVar("T")
A = TypeVar("A")
MOST = 200


class Busy(Exception):
    """More waits than will be answered in time."""


class Batcher(Generic[T, A]):
    """Gives items that arrive together to one call in one thread, and each its own answer."""

    def __init__(
        self, handle: Callable[[Sequence[T]], Sequence[A]], *, wait: float = 0.004
    ) -> None:
        self._handle = handle
        self._wait = wait
        self._waiting: list[tuple[T, asyncio.Future[A]]] = []
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="edge")
        self._task: asyncio.Task[None] | None = None

    async def ask(self, item: T) -> A:
        """The answer to one item, once the batch it is in has been committed."""
        if len(self._waiting) > 50 * MOST:
            raise Busy
        answer: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return await answer

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(self._wait)
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            try:
                answers = await loop.run_in_executor(
                    self._thread, self._call, [item for item, _ in batch]
                )
            except Exception as problem:
                # Each of those who wait is told; none is answered as if it had been kept.
                for _, waiting in batch:
                    if not waiting.done():
                        waiting.set_exception(problem)
                continue
            for (_, waiting), answer in zip(batch, answers, strict=True):
                if not waiting.done():
                    waiting.set_result(answer)

    def _call(self, items: Sequence[T]) -> Sequence[A]:
        close_old_connections()
        return self._handle(items)
