"""People become customers: found or created, in sets, the same every time."""

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huike.base.access.models import Workspace
from huike.base.outbox.models import EventRow
from huike.flow.identity import facade
from huike.flow.identity.facade import PeopleBatch
from huike.flow.identity.models import Customer, Identifier, Match, NamePiece

pytestmark = pytest.mark.django_db

ZHANG = {"user_id": "u1", "email": "zhang@x.com", "phone": "13812345678", "name": "张小三"}


def _batch(*people: dict[str, object], shop_id: int = 1, source: str = "import:1") -> PeopleBatch:
    names = ("user_id", "email", "phone", "name", "attributes")
    lists = {name: [person.get(name) for person in people] for name in names}
    return PeopleBatch(shop_id=shop_id, source=source, **lists)  # type: ignore[arg-type]


def test_somebody_new_becomes_a_customer(workspace: Workspace) -> None:
    found = facade.resolve_report(workspace.pk, _batch(ZHANG))

    customer = Customer.objects.get()
    assert found.customer_ids.tolist() == [customer.pk]
    assert found.created == (customer.pk,)
    assert customer.shops == ",1,"
    card = facade.cards(workspace.pk, [customer.pk], masked=False)[customer.pk]
    assert card.name == "张小三"
    assert card.email == ("zhang@x.com",)
    assert card.phone == ("+8613812345678",)
    assert card.user_id == ("u1",)
    assert facade.cards(workspace.pk, [customer.pk])[customer.pk].label == "张*三"


def test_the_same_people_again_are_the_same_customers_and_write_nothing(
    workspace: Workspace,
) -> None:
    batch = _batch(ZHANG, {"email": "li@x.com", "attributes": {"level": "gold"}})
    first = facade.resolve(workspace.pk, batch)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        second = facade.resolve_report(workspace.pk, batch)

    assert second.customer_ids.tolist() == first.tolist()
    assert second.created == second.changed == ()
    assert not [q for q in queries if not q["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]


@pytest.mark.parametrize("kind", ["user_id", "email", "phone"])
def test_any_identifier_finds_the_customer(workspace: Workspace, kind: str) -> None:
    (known,) = facade.resolve(workspace.pk, _batch(ZHANG))
    assert facade.resolve(workspace.pk, _batch({kind: ZHANG[kind]})).tolist() == [known]
    assert Customer.objects.count() == 1


def test_another_spelling_is_the_same_person(workspace: Workspace) -> None:
    (known,) = facade.resolve(workspace.pk, _batch(ZHANG))
    others = _batch({"email": " ZHANG@X.com"}, {"phone": "+86 138-1234-5678"}, {"user_id": "ｕ1 "})
    assert facade.resolve(workspace.pk, others).tolist() == [known] * 3


def test_a_user_id_is_of_its_shop(workspace: Workspace) -> None:
    one = facade.resolve(workspace.pk, _batch({"user_id": "7"}, shop_id=1))
    two = facade.resolve(workspace.pk, _batch({"user_id": "7"}, shop_id=2))
    assert one.tolist() != two.tolist()
    assert facade.find_by(workspace.pk, "user_id", "7") == sorted([*one.tolist(), *two.tolist()])


def test_a_phone_brings_two_shops_together(workspace: Workspace) -> None:
    one = facade.resolve(workspace.pk, _batch({"user_id": "7", "phone": "13812345678"}, shop_id=1))
    two = facade.resolve(workspace.pk, _batch({"user_id": "9", "phone": "13812345678"}, shop_id=2))
    assert one.tolist() == two.tolist()
    assert Customer.objects.get().shops == ",1,2,"
    assert Customer.objects.get().version == 2


def test_what_is_newly_said_is_taken_over(workspace: Workspace) -> None:
    (known,) = facade.resolve(workspace.pk, _batch({"user_id": "u1", "name": "张三"}))
    said = {
        "user_id": "u1",
        "name": "张小三",
        "email": "zhang@x.com",
        "attributes": {"level": "gold", "birthday": "1990-01-01"},
    }
    found = facade.resolve_report(workspace.pk, _batch(said))

    assert found.changed == (known,)
    card = facade.cards(workspace.pk, [known], masked=False)[known]
    assert (card.name, card.email, card.private) == (
        "张小三",
        ("zhang@x.com",),
        {"birthday": "1990-01-01"},
    )
    assert Customer.objects.get().attributes == {"level": "gold"}
    assert facade.search_name(workspace.pk, "小三") == [known]
    assert facade.search_name(workspace.pk, "张三") == []
    assert NamePiece.objects.count() == 3


def test_two_known_records_seen_under_one_identifier_are_noted_and_keep_their_own(
    workspace: Workspace,
) -> None:
    ids = facade.resolve(workspace.pk, _batch({"user_id": "u1"}, {"email": "li@x.com"}))
    both = _batch({"user_id": "u1", "email": "li@x.com", "phone": "13812345678"})
    found = facade.resolve_report(workspace.pk, both)

    assert found.customer_ids.tolist() == [ids[0]]
    assert found.matches == 1
    match = Match.objects.get()
    assert (match.customer_id, match.other_id) == (ids[0], ids[1])
    assert (match.kind, match.source, match.state) == (1, "import:1", "merged")
    assert facade.resolve_report(workspace.pk, _batch({"email": "li@x.com"})).customer_ids == ids[1]
    again = facade.resolve_report(workspace.pk, both)
    assert (again.customer_ids.tolist(), Match.objects.count()) == ([ids[0]], 1)


def test_people_without_a_usable_identifier_are_nobody(workspace: Workspace) -> None:
    found = facade.resolve_report(
        workspace.pk, _batch({"name": "张三"}, {"email": "nope", "phone": "123"}, {"user_id": "u1"})
    )
    assert found.customer_ids.tolist()[:2] == [0, 0]
    assert found.refused == {"email": 1, "phone": 1}
    assert Customer.objects.count() == 1


def test_other_workspaces_do_not_share_people(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    one = facade.resolve(workspace.pk, _batch({"email": "zhang@x.com"}))
    two = facade.resolve(other_workspace.pk, _batch({"email": "zhang@x.com"}))

    assert one.tolist() != two.tolist()
    assert facade.cards(other_workspace.pk, one.tolist()) == {}
    assert facade.find_by(other_workspace.pk, "email", "zhang@x.com") == two.tolist()
    hashes = set(Identifier.objects.values_list("hash", flat=True))
    assert len({bytes(one) for one in hashes}) == 2


def test_a_large_batch_takes_few_statements_and_few_events(workspace: Workspace) -> None:
    size = 4_500
    batch = PeopleBatch(
        shop_id=1,
        user_id=[f"u{n}" for n in range(size)],
        email=[f"p{n}@x.com" for n in range(size)],
        name=["王小明"] * size,
    )
    with CaptureQueriesContext(connection) as queries:
        ids = facade.resolve(workspace.pk, batch)

    assert len(np.unique(ids)) == size
    assert len(queries) < 150  # five parts of at most 1,000 people
    events = EventRow.objects.filter(kind="CustomersCreated")
    told = [number for event in events for number in event.payload["customer_ids"]]
    assert sorted(told) == sorted(ids.tolist())
    assert max(len(event.payload["customer_ids"]) for event in events) <= 10_000


def test_numbers_are_dense(workspace: Workspace) -> None:
    ids = facade.resolve(workspace.pk, _batch(*[{"user_id": f"u{n}"} for n in range(50)]))
    assert ids.tolist() == list(range(ids[0], ids[0] + 50))


def test_lists_of_different_length_are_refused(workspace: Workspace) -> None:
    with pytest.raises(ValueError, match="different lengths"):
        facade.resolve(workspace.pk, PeopleBatch(user_id=["1", "2"], email=["a@x.com"]))
