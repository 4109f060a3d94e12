"""What every test may use: a workspace, people in it, and jobs drained inline."""

import pytest
from hypothesis import settings

from huike.base.access import actions
from huike.base.access.models import Workspace
from huike.base.access.rules import Actor, system_actor

# A busy machine is no failure: an example that never ends is found by the timeout of the test.
settings.register_profile("huike", deadline=None)
settings.load_profile("huike")

pytest_plugins = ["tests.support.database", "tests.support.warehouse"]


@pytest.fixture
def workspace(db: None) -> Workspace:
    """A workspace in Shanghai that counts in yuan."""
    return actions.create_workspace(name="Huike", timezone="Asia/Shanghai", currency="CNY")


@pytest.fixture
def other_workspace(db: None) -> Workspace:
    """Another brand on the same machine."""
    return actions.create_workspace(name="Other", timezone="Europe/London", currency="GBP")


@pytest.fixture
def owner(workspace: Workspace) -> Actor:
    """The workspace's owner."""
    return system_actor(workspace.pk, "owner")
