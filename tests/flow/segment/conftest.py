"""Customers 1 to 10 in the warehouse: n has n orders and spent n × 100; 5 to 10 have an e-mail."""

from collections.abc import Callable
from typing import Any

import pytest

from huike.base.access.models import Workspace
from huike.base.access.rules import Actor
from huike.flow.segment import jobs  # noqa: F401 - registers the jobs that acts enqueue
from huike.flow.segment.actions import define
from huike.flow.segment.models import Segment
from huike.flow.segment.rules import parse
from tests.flow.segment.facts import Facts

SPENT: dict[str, Any] = {"kind": "trait", "name": "spend", "op": "gte", "value": 500}


@pytest.fixture
def facts(workspace: Workspace, warehouse_tables: None) -> Facts:
    """Ten customers and what they did."""
    found = Facts(workspace.pk)
    found.customers({n: {"has_email": int(n >= 5)} for n in range(1, 11)})
    found.traits({n: {"orders": n, "spend": n * 100} for n in range(1, 11)})
    return found


@pytest.fixture
def segment(owner: Actor, facts: Facts) -> Callable[..., Segment]:
    """Make a segment by a rule; without one, those who spent 500 and more: 5 to 10."""

    def make(
        rule: dict[str, Any] | None = None, *, name: str = "VIP", actor: Actor = owner
    ) -> Segment:
        return define.create(actor, define.Draft(name=name, rule=parse(rule or SPENT)))

    return make
