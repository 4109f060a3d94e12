"""Saved views: one's own, everybody's, nobody else's."""

import pytest

from huike.base.access.models import Workspace
from huike.flow.profile.models import SavedView
from tests.support.api import Caller

pytestmark = pytest.mark.django_db

VIEW = {
    "list_name": "customers",
    "name": " Big  spenders ",
    "state": {"filters": {"spend_min": 100000}, "sort": "-spend", "columns": ["name", "spend"]},
}


def _names(caller: Caller, list_name: str = "customers") -> list[str]:
    return [one["name"] for one in caller.get("/customers/views", list=list_name).json()]


def test_a_view_is_its_makers_until_it_is_shared(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    maker, colleague = Caller(workspace, "marketer"), Caller(workspace, "analyst")
    made = maker.post("/customers/views", VIEW)
    path = f"/customers/views/{made.json()['id']}"

    assert (made.status_code, made.json()["name"], made.json()["state"]) == (
        201,
        "Big spenders",
        VIEW["state"],
    )
    assert (_names(maker), _names(colleague), _names(maker, "orders")) == (
        ["Big spenders"],
        [],
        [],
    )
    for stranger in (colleague, Caller(other_workspace)):
        assert stranger.send("put", path, {"name": "x", "state": {}}).status_code == 404
        assert stranger.send("delete", path).status_code == 404
    shared = maker.send("put", path, {"name": "Top", "state": {}, "is_shared": True})
    assert shared.json()["is_shared"] is True
    assert (_names(maker), _names(colleague), _names(Caller(other_workspace))) == (
        ["Top"],
        ["Top"],
        [],
    )
    assert maker.send("delete", path).status_code == 204
    assert not SavedView.objects.exists()


def test_readers_do_not_share(workspace: Workspace) -> None:
    reader = Caller(workspace, "auditor")
    assert reader.post("/customers/views", {**VIEW, "is_shared": True}).status_code == 403
    assert reader.post("/customers/views", VIEW).status_code == 201
    shared = Caller(workspace).post("/customers/views", {**VIEW, "is_shared": True}).json()
    path = f"/customers/views/{shared['id']}"
    assert reader.send("delete", path).status_code == 403
    assert SavedView.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"name": ""}, 422),
        ({"name": "x" * 81}, 422),
        ({"list_name": "No Such!"}, 422),
        ({"state": {"x": "y" * 30_000}}, 422),
        ({}, 409),
    ],
)
def test_views_that_cannot_be_kept(
    workspace: Workspace, change: dict[str, object], status: int
) -> None:
    caller = Caller(workspace)
    caller.post("/customers/views", VIEW)
    assert caller.post("/customers/views", {**VIEW, **change}).status_code == status
    assert SavedView.objects.count() == 1
