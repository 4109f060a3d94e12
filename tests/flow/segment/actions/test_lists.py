"""Lists that another system had come in under their names."""

import pytest

from huike.base.access.facade import Actor, Scope
from huike.base.access.models import Workspace
from huike.base.jobs.facade import drain
from huike.flow.identity import facade as identity
from huike.flow.segment import facade as segment
from huike.flow.segment.actions import define, lists
from huike.flow.segment.models import Segment, SegmentVersion
from huike.flow.segment.rules import parse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("warehouse_tables")]


@pytest.fixture
def ids(workspace: Workspace) -> list[int]:
    """Two customers."""
    people = identity.PeopleBatch(email=["ann@customer.example", "bo@customer.example"])
    found: list[int] = identity.resolve(workspace.pk, people).tolist()
    return found


def _members(workspace: Workspace) -> dict[str, list[int]]:
    drain()
    scope = Scope(workspace.pk, None)
    rows = Segment.objects.filter(workspace=workspace, archived_at=None)
    return {row.name: segment.members(scope, row.pk).tolist() for row in rows}


def test_a_list_is_made_once_and_keeps_who_is_on_it(workspace: Workspace, ids: list[int]) -> None:
    lists.put_on(workspace.pk, "News", ids[:1])
    lists.put_on(workspace.pk, "News", ids[1:])
    lists.put_on(workspace.pk, "News", ids)
    assert _members(workspace) == {"News": ids}
    assert SegmentVersion.objects.count() == 2


def test_a_rule_of_that_name_and_a_list_put_away_are_left_alone(
    workspace: Workspace, owner: Actor, ids: list[int]
) -> None:
    rule = parse({"kind": "all", "rules": []})
    define.create(owner, define.Draft(name="Everybody", rule=rule))
    gone = define.create(owner, define.Draft(name="Old", customer_ids=ids))
    define.archive(owner, gone.pk)
    for name in ("Everybody", "Old"):
        lists.put_on(workspace.pk, name, ids[:1])
    assert _members(workspace) == {"Everybody": ids, "Everybody (2)": ids[:1], "Old": ids[:1]}


def test_a_full_list_goes_on_under_the_next_name(
    workspace: Workspace, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MOST_LISTED", 1)
    lists.put_on(workspace.pk, "News", ids[:1])
    lists.put_on(workspace.pk, "News", ids[1:])
    assert _members(workspace) == {"News": ids[:1], "News (2)": ids[1:]}
