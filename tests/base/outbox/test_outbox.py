"""The outbox: never without its transaction, at least once, in order per key."""

from dataclasses import dataclass

import pytest
from django.db import transaction

from huike.base.jobs.facade import drain
from huike.base.jobs.models import Job
from huike.base.outbox import publish as outbox
from huike.base.outbox.event import Event, from_payload, to_payload
from huike.base.outbox.models import EventRow

heard: list[tuple[str, int]] = []


@dataclass(frozen=True, kw_only=True)
class Rang(Event):
    number: int
    ids: tuple[int, ...] = ()


def first(event: Rang) -> None:
    heard.append(("first", event.number))


def second(event: Rang) -> None:
    if event.number == 13 and ("second", 13) not in heard:
        heard.append(("second", 13))
        raise OSError("away for a moment")
    heard.append(("second", event.number))


@pytest.fixture(autouse=True)
def _wired(monkeypatch: pytest.MonkeyPatch) -> None:
    heard.clear()
    for name in ("KINDS", "REACTIONS", "_BY_KIND"):
        monkeypatch.setattr(outbox, name, {})
    monkeypatch.setattr(outbox, "_WITNESSES", [])
    # Jobs look the tables up by name, so they are handed the same dictionaries.
    monkeypatch.setattr("huike.base.outbox.jobs.KINDS", outbox.KINDS)
    monkeypatch.setattr("huike.base.outbox.jobs.REACTIONS", outbox.REACTIONS)
    outbox.wire([(Rang, first), (Rang, second)])


@pytest.mark.django_db(transaction=True)
def test_publishing_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        outbox.publish(Rang(workspace_id=1, number=1))

    assert EventRow.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_an_event_of_a_rolled_back_act_is_never_heard() -> None:
    with pytest.raises(ValueError, match="no"), transaction.atomic():
        outbox.publish(Rang(workspace_id=1, number=1))
        raise ValueError("no")

    drain()

    assert heard == []


@pytest.mark.django_db(transaction=True)
def test_every_reaction_hears_events_in_the_order_they_were_published() -> None:
    for number in (1, 2, 3):
        with transaction.atomic():
            outbox.publish(Rang(workspace_id=1, number=number))

    drain()

    assert [n for who, n in heard if who == "first"] == [1, 2, 3]
    assert [n for who, n in heard if who == "second"] == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_a_failing_reaction_holds_its_own_key_back_and_nobody_else() -> None:
    for workspace_id, number in ((1, 13), (1, 14), (2, 15)):
        with transaction.atomic():
            outbox.publish(Rang(workspace_id=workspace_id, number=number))

    drain()
    assert [n for who, n in heard if who == "first"] == [13, 14, 15]
    assert [n for who, n in heard if who == "second"] == [13, 15]

    Job.objects.update(run_at="2020-01-01T00:00:00Z")
    drain()
    assert [n for who, n in heard if who == "second"] == [13, 15, 13, 14]


def test_an_event_survives_storage_and_the_fields_it_gains_or_loses() -> None:
    event = Rang(workspace_id=1, number=4, ids=(1, 2))

    assert from_payload(Rang, to_payload(event)) == event
    assert from_payload(Rang, {"workspace_id": 1, "number": 4, "gone": 1}) == Rang(
        workspace_id=1, number=4
    )
