"""What every test may use: a workspace, people in it, and jobs drained inline."""

import gc

import pytest
from hypothesis import settings

from huike.base.access import actions
from huike.base.access.models import Workspace
from huike.base.access.rules import Actor, system_actor

gc.disable()  # until everything has been read: a sixth of that time, and there is none

# A busy machine is no failure: an example that never ends is found by the timeout of the test.
settings.register_profile("huike", deadline=None)
settings.load_profile("huike")

# These start installations of their own, or write for long: minutes in a few tests. Begun last,
# one of them would be all that the machine still does.
_LONG = (
    "tests/faults/",
    "tests/entry/test_demo.py",
    "tests/entry/test_processes.py",
    "tests/entry/test_restoring.py",
    "tests/flow/identity/test_waves.py",
    "tests/flow/ingest/test_crash.py",
    "tests/base/journal/test_kill.py",
)

pytest_plugins = ["tests.support.database", "tests.support.warehouse"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long are begun first; who asks the database is marked `stores`."""
    items.sort(key=lambda item: not item.nodeid.startswith(_LONG))
    for item in items:
        if _asks_the_database(item) and not item.get_closest_marker("facts"):
            item.add_marker("stores")


def pytest_collection_finish() -> None:
    """What was read stays to the end: it is not looked through for garbage again and again."""
    gc.freeze()
    gc.enable()  # as often as ever: what a test leaves in rings may hold sockets and files


def _asks_the_database(item: pytest.Item) -> bool:
    asked = {"db", "transactional_db", "lasting_database"}
    return bool(
        item.get_closest_marker("django_db") or asked & set(getattr(item, "fixturenames", ()))
    )


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
