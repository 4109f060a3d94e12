"""A search box finds people by an exact identifier or a part of their name."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from huike.base.access.models import Workspace
from huike.base.kernel import crypto
from huike.flow.identity import facade
from huike.flow.identity.facade import PeopleBatch
from huike.flow.identity.models import NamePiece
from huike.flow.identity.rules import pieces

pytestmark = pytest.mark.django_db

NAMES = ["王小明", "王明", "李小明", "Anna Smith", "欧阳小明", "王小 明亮"]


@pytest.fixture
def ids(workspace: Workspace) -> dict[str, int]:
    """Customers by name."""
    batch = PeopleBatch(
        shop_id=1,
        user_id=[f"u{n}" for n in range(len(NAMES))],
        email=[f"p{n}@x.com" for n in range(len(NAMES))],
        phone=[f"1381234567{n}" for n in range(len(NAMES))],
        name=list(NAMES),
    )
    found = facade.resolve(workspace.pk, batch).tolist()
    return dict(zip(NAMES, found, strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("小明", ["王小明", "李小明", "欧阳小明", "王小 明亮"]),
        ("王小明", ["王小明", "王小 明亮"]),
        ("王", ["王小明", "王明", "王小 明亮"]),
        ("明", []),
        ("anna", ["Anna Smith"]),
        ("na sm", ["Anna Smith"]),
        ("nnaa", []),
        ("  ", []),
        ("p3@x.com", ["Anna Smith"]),
        ("P3@X.COM ", ["Anna Smith"]),
        ("138 1234 5670", ["王小明"]),
        ("u1", ["王明"]),
        ("p3@x", []),
    ],
)
def test_search(workspace: Workspace, ids: dict[str, int], text: str, expected: list[str]) -> None:
    assert facade.search(workspace.pk, text).tolist() == sorted(ids[name] for name in expected)


def test_search_stays_in_the_workspace(other_workspace: Workspace, ids: dict[str, int]) -> None:
    for text in ("小明", "王", "p3@x.com", "u1"):
        assert facade.search(other_workspace.pk, text).tolist() == []


def test_addresses_are_the_ones_seen_first(workspace: Workspace, ids: dict[str, int]) -> None:
    known = ids["王明"]
    facade.resolve(workspace.pk, PeopleBatch(shop_id=1, user_id=["u1"], email=["later@x.com"]))
    assert facade.addresses(workspace.pk, "email", [known, 999_999]) == {known: "p1@x.com"}
    hashes = facade.address_hashes(workspace.pk, "email", [known])[known]
    given = ["P1@x.com", "later@x.com", "no address"]
    assert facade.hash_addresses(workspace.pk, "email", given) == [*hashes, None]


@pytest.mark.facts
@pytest.mark.django_db(transaction=True)
@pytest.mark.long  # to the migration before and back
def test_pieces_from_before_they_were_numbers_still_find(
    workspace: Workspace, ids: dict[str, int]
) -> None:
    now = sorted(NamePiece.objects.values_list("id", "workspace"))
    before = [("identity", "0002_waves")]
    executor = MigrationExecutor(connection)
    executor.migrate(before)
    try:
        piece = executor.loader.project_state(before).apps.get_model("identity", "NamePiece")
        hashed = crypto.blinder(workspace.pk, "name_piece")
        for name, customer in ids.items():
            for text in pieces.of_name(name):
                number = int.from_bytes(hashed(text)[:8], "big", signed=True)
                piece.objects.create(workspace_id=workspace.pk, piece=number, customer=customer)
    finally:
        newest = MigrationExecutor(connection)
        newest.migrate([one for one in newest.loader.graph.leaf_nodes() if one[0] == "identity"])
    assert sorted(NamePiece.objects.values_list("id", "workspace")) == now
    assert facade.search_name(workspace.pk, "王小明") == [ids["王小明"], ids["王小 明亮"]]
