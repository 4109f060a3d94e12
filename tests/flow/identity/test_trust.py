"""Unmasked values are shown only to those who may, leave a mark, and can be destroyed."""

import pytest
from django.db import connection

from huike.base.access.facade import Actor, Scope
from huike.base.access.models import AuditEntry, Workspace
from huike.base.kernel.errors import Forbidden, Invalid, NotFound
from huike.flow.identity import facade
from huike.flow.identity.facade import PeopleBatch
from huike.flow.identity.models import Customer, Identifier, NamePiece

pytestmark = pytest.mark.django_db


@pytest.fixture
def zhang(workspace: Workspace) -> int:
    """A customer of whom everything is known."""
    batch = PeopleBatch(
        shop_id=1,
        user_id=["u1"],
        email=["zhang@x.com"],
        phone=["13812345678"],
        name=["张小三"],
        attributes=[{"birthday": "1990-01-01", "level": "gold"}],
    )
    return int(facade.resolve(workspace.pk, batch)[0])


def _actor(workspace: Workspace, role: str) -> Actor:
    return Actor("staff", 1, "Li", workspace.pk, role, Scope(workspace.pk))


def test_a_look_shows_what_was_asked_for_and_is_in_the_audit(
    workspace: Workspace, zhang: int
) -> None:
    shown = facade.reveal(_actor(workspace, "agent"), zhang, ["phone", "private"])

    assert (shown.phone, shown.private) == (["+8613812345678"], {"birthday": "1990-01-01"})
    assert (shown.name, shown.email, shown.user_id) == ("", [], [])
    entry = AuditEntry.objects.get(action="customer.revealed")
    assert (entry.actor_label, entry.target_id, entry.fields) == (
        "Li",
        str(zhang),
        ["phone", "private"],
    )


@pytest.mark.parametrize("role", ["analyst", "marketer", "merchandiser", "auditor"])
def test_roles_without_the_right_see_nothing(workspace: Workspace, zhang: int, role: str) -> None:
    with pytest.raises(Forbidden):
        facade.reveal(_actor(workspace, role), zhang)
    assert not AuditEntry.objects.filter(action="customer.revealed").exists()


def test_what_is_not_there_leaves_no_mark(
    workspace: Workspace, other_workspace: Workspace, zhang: int
) -> None:
    with pytest.raises(NotFound):
        facade.reveal(_actor(other_workspace, "owner"), zhang)
    with pytest.raises(Invalid):
        facade.reveal(_actor(workspace, "owner"), zhang, ["password"])
    with pytest.raises(NotFound):
        facade.erase(_actor(other_workspace, "owner"), zhang)
    assert not AuditEntry.objects.filter(target_kind="customer").exists()


def test_erasing_destroys_the_key_and_every_way_to_the_person(
    workspace: Workspace, zhang: int, owner: Actor
) -> None:
    facade.erase(owner, zhang)
    facade.erase(owner, zhang)

    row = Customer.objects.get()
    assert (row.wrapped_key, row.sealed, row.name_hash, row.attributes) == (None, None, None, {})
    assert row.erased_at is not None
    assert Identifier.objects.count() == NamePiece.objects.count() == 0
    assert facade.cards(workspace.pk, [zhang]) == {}
    assert facade.search(workspace.pk, "zhang@x.com").tolist() == []
    assert facade.count(workspace.pk) == 0
    assert AuditEntry.objects.filter(action="customer.erased").count() == 1


def test_somebody_erased_who_comes_back_is_somebody_new(
    workspace: Workspace, zhang: int, owner: Actor
) -> None:
    facade.erase(owner, zhang)
    (again,) = facade.resolve(workspace.pk, PeopleBatch(email=["zhang@x.com"])).tolist()
    assert again != zhang


def test_no_readable_value_is_in_any_row(zhang: int) -> None:
    wanted = ["zhang@x.com", "13812345678", "张小三", "1990-01-01"]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                text = b"\n".join(
                    bytes(one) if isinstance(one, (bytes, memoryview)) else str(one).encode()
                    for one in row
                )
                assert not [value for value in wanted if value.encode() in text], table
