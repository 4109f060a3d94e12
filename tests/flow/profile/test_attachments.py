"""Files kept with a customer: sealed as the customer is, opened by few, gone with who is erased."""

from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings

from huike.base.access.models import AuditEntry, Workspace
from huike.base.access.rules import Actor
from huike.base.jobs.facade import drain
from huike.flow.identity import facade as identity
from huike.flow.profile import attachments
from huike.flow.profile.models import Attachment
from tests.flow.profile import world
from tests.support.api import Caller

pytestmark = pytest.mark.django_db(transaction=True)
PHOTO = b"\x89PNG canary-kanarienvogel " * 400


@pytest.fixture
def ids(workspace: Workspace, warehouse: ModuleType) -> list[int]:
    """The same woman by e-mail in shop 1 and by phone in shop 2."""
    return world.people(
        workspace.pk,
        {"email": "li@x.com", "name": "李四"},
        {"phone": "13812345678", "shop_id": 2},
    )


def kept() -> list[bytes]:
    folder = settings.BLOB_URL.removeprefix("file://")
    return [path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()]


def test_a_file_is_kept_sealed_opened_with_an_entry_and_removed(
    workspace: Workspace, ids: list[int]
) -> None:
    agent, path = Caller(workspace, "agent"), f"/customers/{ids[0]}/attachments"
    before = len(kept())
    made = agent.upload(path, "破损 照片.png", PHOTO)
    assert made.status_code == 201, made.content
    row = made.json()
    assert (row["name"], row["size"], row["customer_id"]) == ("破损 照片.png", len(PHOTO), ids[0])
    assert agent.get(path).json()["items"] == [row]
    assert len(kept()) == before + 1
    assert not any(b"kanarienvogel" in one for one in kept())
    assert "照片".encode() not in bytes(Attachment.objects.get().sealed_name)

    file = f"{path}/{row['id']}/file"
    assert Caller(workspace, "analyst").get(file).status_code == 403
    assert not AuditEntry.objects.filter(action="customer.file_opened").exists()
    opened = Caller(workspace, "supervisor").get(file)
    assert b"".join(opened.streaming_content) == PHOTO
    assert opened["content-type"] == "application/octet-stream"
    assert opened["content-disposition"].startswith("attachment;")
    assert AuditEntry.objects.filter(action="customer.file_opened").count() == 1

    assert agent.send("delete", f"{path}/{row['id']}").status_code == 204
    assert agent.get(path).json()["items"] == []
    assert len(kept()) == before
    assert agent.send("delete", f"{path}/{row['id']}").status_code == 404


def test_it_is_shown_with_the_person_and_stays_with_its_record(
    workspace: Workspace, owner: Actor, ids: list[int]
) -> None:
    one, two = ids
    attachments.keep(owner, two, "a/b\\c.txt", b"x")
    identity.merge(owner, one, two)
    (shown,) = attachments.of_customer(owner, one)
    assert (shown.name, shown.customer_id) == ("c.txt", one)
    identity.separate(owner, two)
    assert attachments.of_customer(owner, one) == []
    assert [row.name for row in attachments.of_customer(owner, two)] == ["c.txt"]


def test_files_go_with_who_is_erased(workspace: Workspace, owner: Actor, ids: list[int]) -> None:
    one, two = ids
    before = len(kept())
    attachments.keep(owner, one, "a.txt", b"of the erased")
    stays = attachments.keep(owner, two, "b.txt", b"of the other")
    identity.erase(owner, one)
    drain()
    assert Caller(workspace).get(f"/customers/{one}/attachments").status_code == 404
    assert attachments.forget_erased() == 1
    assert attachments.forget_erased() == 0
    assert len(kept()) == before + 1
    assert attachments.opened(owner, two, stays.id) == ("b.txt", b"of the other")


@pytest.mark.parametrize(
    ("name", "data", "status", "code"),
    [
        ("a.txt", b"", 422, "attachment_empty"),
        ("a" * 201, b"x", 422, "attachment_name"),
        ("big.bin", bytes(attachments.MOST_BYTES + 1), 413, "attachment_size"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    workspace: Workspace, ids: list[int], name: str, data: bytes, status: int, code: str
) -> None:
    before = len(kept())
    answer = Caller(workspace).upload(f"/customers/{ids[0]}/attachments", name, data)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (len(kept()), Attachment.objects.count()) == (before, 0)


def test_other_workspaces_and_shops_see_no_files(
    workspace: Workspace, other_workspace: Workspace, owner: Actor, ids: list[int]
) -> None:
    row = attachments.keep(owner, ids[0], "a.txt", b"x")
    path = f"/customers/{ids[0]}/attachments"
    for caller in (Caller(other_workspace), Caller(workspace, "owner", shop_ids=[2])):
        assert caller.get(path).status_code == 404
        assert caller.get(f"{path}/{row.id}/file").status_code == 404
        assert caller.send("delete", f"{path}/{row.id}").status_code == 404
        assert caller.upload(path, "b.txt", b"x").status_code == 404
    elsewhere = Caller(workspace).get(f"/customers/{ids[1]}/attachments/{row.id}/file")
    assert elsewhere.status_code == 404
    assert Attachment.objects.count() == 1
