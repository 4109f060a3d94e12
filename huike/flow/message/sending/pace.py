"""The rate that a sender allows, over all workers: batches reserve slots in the database."""

import time
from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction

from huike.base.kernel import clock
from huike.flow.message.models import Sender


class Pace:
    """When each of the next messages may be handed over."""

    def __init__(self, workspace_id: int, per_second: int) -> None:
        self._workspace_id = workspace_id
        self._per_second = per_second

    def slots(self, count: int) -> Iterator[float]:
        """One monotonic moment per message; all are now where no rate is set."""
        if not self._per_second or not count:
            return iter([0.0] * count)
        now = clock.now()
        length = timedelta(seconds=count / self._per_second)
        with transaction.atomic():
            row = Sender.objects.select_for_update().get(workspace_id=self._workspace_id)
            first = max(now, row.next_at or now)
            Sender.objects.filter(pk=row.pk).update(next_at=first + length)
        begins = time.monotonic() + (first - now).total_seconds()
        return iter([begins + at / self._per_second for at in range(count)])
