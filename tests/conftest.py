"""What every test may use: a workspace, people in it, and jobs drained inline."""

import os
import tempfile

# Before Django reads its settings: tests never touch a person's own installation.
os.environ["HUIKE_HOME"] = os.environ.get("HUIKE_TEST_HOME") or tempfile.mkdtemp(prefix="huike-test-")
os.environ.setdefault("HUIKE_LOG_LEVEL", "ERROR")
os.environ["DJANGO_SETTINGS_MODULE"] = "huike.config.settings"

import pytest

from huike.base.access import actions
from huike.base.access.models import Workspace
from huike.base.access.rules import Actor, system_actor

pytest_plugins = [
    name
    for name in ("tests.support.database", "tests.support.warehouse")
    if os.path.exists(os.path.join(os.path.dirname(__file__), "..", name.replace(".", "/") + ".py"))
]


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
