"""Who may get a message: asked again inside the transaction of the hand-over."""

import pytest
from django.db import transaction

from huike.base.access.models import Workspace
from huike.flow.consent import facade as consent
from huike.flow.identity import facade as identity
from huike.flow.message import policy
from tests.support.broadcasts import actor_of, people

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]


def asked_now(workspace: Workspace, ids: list[int]) -> dict[int, str]:
    with transaction.atomic():
        return policy.refusals_now(workspace.pk, "marketing", "email", ids)


def test_whatever_was_said_or_done_since_the_row_was_written_counts(workspace: Workspace) -> None:
    ids = people(workspace, 5)
    actor = actor_of(workspace)
    assert asked_now(workspace, ids) == {}
    consent.unsubscribe(actor, "email", ids[:1], source="tests")
    consent.withdraw(actor, ids[1:2], purpose="marketing", channel="email", source="tests")
    consent.suppress_addresses(
        workspace.pk, "email", ["P2@customer.example"], cause="complained", source="tests"
    )
    identity.erase(actor, ids[3])
    assert asked_now(workspace, ids) == {
        ids[0]: "unsubscribed",
        ids[1]: "withdrawn",
        ids[2]: "suppressed",
        ids[3]: "no_address",
    }


def test_outside_a_transaction_nobody_may_ask(workspace: Workspace) -> None:
    with pytest.raises(RuntimeError):
        policy.refusals_now(workspace.pk, "marketing", "email", [1])
