"""What files of other systems say of people: in any order it comes to the same, and a no stays."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huike.base.access.facade import Actor
from huike.base.access.models import Workspace
from huike.events import ContactsTold
from huike.flow.consent import facade, told
from huike.flow.consent.models import Consent, ConsentProof, Suppression
from huike.flow.identity import facade as identity
from huike.flow.identity.facade import PeopleBatch

pytestmark = pytest.mark.django_db
_TIMES = {0: None, 1: datetime(2021, 1, 1, tzinfo=UTC), 2: datetime(2023, 1, 1, tzinfo=UTC)}
_number = count()


def _person(workspace: Workspace) -> tuple[int, str]:
    """A customer and the keyed hash of the address."""
    address = f"told{next(_number)}@customer.example"
    (number,) = identity.resolve(workspace.pk, PeopleBatch(email=[address])).tolist()
    (hashed,) = identity.hash_addresses(workspace.pk, "email", [address])
    assert hashed is not None
    return number, hashed.hex()


def _tell(
    workspace: Workspace, who: tuple[int, str], answer: str, at: int = 0, **more: Any
) -> None:
    moment = _TIMES[at]
    given = {
        "workspace_id": workspace.pk,
        "import_id": 1,
        "channel": "email",
        "answer": answer,
        "source": "Mailchimp, 1",
        "customer_ids": (who[0],),
        "addresses": (who[1],),
        "said_at": (int(moment.timestamp() * 1000) if moment else 0,),
    }
    told.keep(ContactsTold(**{**given, **more}))


def _refusal(workspace: Workspace, customer: int) -> str | None:
    _, refused = facade.reachable(workspace.pk, "marketing", "email", [customer])
    return refused.get(customer)


_say = st.tuples(
    st.sampled_from(["in", "out", "bounced", "complained", "blocked"]), st.sampled_from([0, 1, 2])
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(said=st.lists(_say, min_size=1, max_size=6), data=st.data())
def test_the_order_of_files_changes_nothing_and_loses_no_refusal(
    workspace: Workspace, said: list[tuple[str, int]], data: st.DataObject
) -> None:
    one, other = _person(workspace), _person(workspace)
    for answer, at in said:
        _tell(workspace, one, answer, at)
    for answer, at in data.draw(st.permutations([*said, *said])):
        _tell(workspace, other, answer, at)

    answers = {answer for answer, _ in said}
    found = _refusal(workspace, one[0])
    assert found == _refusal(workspace, other[0])
    assert (found is None) == (answers == {"in"})
    if answers & {"out", "complained"}:
        assert Consent.objects.get(customer=other[0]).state == "withdrawn"


def test_an_older_no_does_not_end_somebodys_own_yes(workspace: Workspace, owner: Actor) -> None:
    who = _person(workspace)
    facade.grant(
        owner, [who[0]], purpose="marketing", channel="email", source="checkout", wording="yes"
    )
    _tell(workspace, who, "out", at=2)
    assert (_refusal(workspace, who[0]), Suppression.objects.count()) == (None, 0)

    # When it was said is not told: it may be newer, and in doubt nobody is written to.
    _tell(workspace, who, "out")
    assert _refusal(workspace, who[0]) == "unsubscribed"


def test_a_later_no_ends_a_yes_that_a_file_told(workspace: Workspace) -> None:
    who = _person(workspace)
    _tell(workspace, who, "in", at=2)
    # Older than that yes: but it is a file's word against another's.
    _tell(workspace, who, "out", at=1)
    assert _refusal(workspace, who[0]) == "unsubscribed"
    proofs = ConsentProof.objects.order_by("id").values_list("state", "at", "source", "means")
    assert list(proofs) == [
        ("granted", _TIMES[2], "Mailchimp, 1", "import"),
        ("withdrawn", _TIMES[1], "Mailchimp, 1", "import"),
    ]


def test_an_address_alone_finds_its_owner(workspace: Workspace) -> None:
    who = _person(workspace)
    _tell(workspace, who, "out", at=2, customer_ids=(0,))
    assert Consent.objects.get(customer=who[0]).state == "withdrawn"
    (hashed,) = identity.hash_addresses(workspace.pk, "email", ["nobody@customer.example"])
    assert hashed is not None
    _tell(workspace, (0, hashed.hex()), "out")
    assert Suppression.objects.count() == 2
    (late,) = identity.resolve(
        workspace.pk, PeopleBatch(email=["nobody@customer.example"])
    ).tolist()
    _tell(workspace, (late, hashed.hex()), "in")
    assert _refusal(workspace, late) == "unsubscribed"


def test_whoever_has_no_such_address_refuses_all_the_same(workspace: Workspace) -> None:
    who = _person(workspace)
    _tell(workspace, (who[0], ""), "out")
    assert (_refusal(workspace, who[0]), Suppression.objects.count()) == ("withdrawn", 0)
