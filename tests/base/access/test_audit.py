"""S9: nobody alters the audit; planted changes are found every time."""

import random

import pytest
from django.db import DatabaseError, connection, transaction

from huike.base.access.audit import audit, seal, verify
from huike.base.access.models import AuditEntry, AuditSeal
from huike.base.access.rules import Actor
from tests.support.varied import first_of


def _entries(owner: Actor, count: int) -> None:
    with transaction.atomic():
        for number in range(count):
            audit(owner, "test.act", target_kind="thing", target_id=number, fields=["a"])


def _without_triggers(statement: str, values: list[object]) -> None:
    """What somebody with the database's own keys could do."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE access_auditentry DISABLE TRIGGER audit_no_change")
            cursor.execute(statement, values)
            cursor.execute("ALTER TABLE access_auditentry ENABLE TRIGGER audit_no_change")
            return
        for verb in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS audit_no_{verb}")
        cursor.execute(statement, values)


@pytest.mark.django_db(transaction=True)
def test_an_act_outside_a_transaction_cannot_be_audited(owner: Actor) -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        audit(owner, "test.act")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["UPDATE access_auditentry SET action = 'x'", "DELETE FROM access_auditentry"]
)
def test_the_database_refuses_to_change_or_delete_an_entry(owner: Actor, statement: str) -> None:
    _entries(owner, 3)
    before = list(AuditEntry.objects.values_list())

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert list(AuditEntry.objects.values_list()) == before


@pytest.mark.django_db
def test_an_untouched_audit_is_whole_over_several_seals(owner: Actor) -> None:
    for _ in range(3):
        _entries(owner, 4)
        assert seal(owner.workspace_id) > 0
    assert seal(owner.workspace_id) == 0

    verdict = verify(owner.workspace_id)

    assert (verdict.is_whole, verdict.entries, verdict.seals) == (True, 13, 3)


@pytest.mark.facts
@pytest.mark.django_db
@pytest.mark.parametrize("rounds", first_of(150, 1_000))
def test_every_planted_change_is_found(owner: Actor, rounds: int) -> None:
    chance = random.Random(20261122)
    for _ in range(4):
        _entries(owner, 5)
        seal(owner.workspace_id)
    ids = list(AuditEntry.objects.order_by("id").values_list("pk", flat=True))
    found = 0
    for _round in range(rounds):
        point = transaction.savepoint()
        one, other = chance.sample(ids, 2)
        statement, values = chance.choice(
            [
                ("UPDATE access_auditentry SET target_id = 'x' WHERE id = %s", [one]),
                ("UPDATE access_auditentry SET actor_id = 77 WHERE id = %s", [one]),
                ("DELETE FROM access_auditentry WHERE id = %s", [one]),
                (
                    "UPDATE access_auditentry SET id = CASE id WHEN %s THEN -%s ELSE id END",
                    [one, other],
                ),
            ]
        )
        _without_triggers(statement, values)
        found += not verify(owner.workspace_id).is_whole
        transaction.savepoint_rollback(point)

    assert found == rounds


@pytest.mark.django_db
def test_a_missing_seal_is_found(owner: Actor) -> None:
    for _ in range(3):
        _entries(owner, 2)
        seal(owner.workspace_id)
    AuditSeal.objects.filter(number=2).delete()

    assert verify(owner.workspace_id).broken_at == 2
