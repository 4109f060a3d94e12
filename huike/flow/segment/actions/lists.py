"""Lists that another system had: each is a list of ours, by its name."""

from collections.abc import Sequence

import numpy as np
from django.db import transaction

from huike.base.access.facade import system_actor
from huike.flow.segment.actions import ask, define
from huike.flow.segment.actions.define import MOST_LISTED, Draft
from huike.flow.segment.models import Segment
from huike.flow.segment.queries import segments as queries
from huike.flow.segment.rules.ids import as_ids

_LONGEST = 114  # a number may follow it


@transaction.atomic
def put_on(workspace_id: int, name: str, customer_ids: Sequence[int]) -> Segment:
    """Put customers on the list of this name, which is made when there is none.

    Who is on it already stays, so the same told again changes nothing. Where the name belongs to
    a rule, or the list is full, the next free "name (2)" is taken.
    """
    ask.lock(workspace_id)
    actor = system_actor(workspace_id, "import")
    number = 1
    while True:
        called = name[:_LONGEST] if number == 1 else f"{name[:_LONGEST]} ({number})"
        row = _live(workspace_id, called)
        if row is None:
            return define.create(actor, Draft(name=called, customer_ids=list(customer_ids)))
        if row.kind == Segment.STATIC:
            before = queries.listed(row)
            both = np.union1d(before, as_ids(customer_ids))
            if len(both) == len(before):
                return row
            if len(both) <= MOST_LISTED:
                return define.update(actor, row.pk, after=row.version, customer_ids=both.tolist())
        number += 1


def _live(workspace_id: int, name: str) -> Segment | None:
    rows = Segment.objects.filter(workspace_id=workspace_id, scope_key="", archived_at=None)
    return rows.filter(name=name).first()
