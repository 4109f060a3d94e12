"""Commands that fault tests run in an installation of their own: `python -m tests.support.world`.

setup --people N --port P --connections C   a workspace, people who agreed, a started broadcast
report                                      how it stands, as one line of JSON
"""

# ruff: noqa: E402  # Django is set up before its models are imported

import argparse
import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huike.config.settings")

import django

django.setup()

from collections import Counter

from django.core.management import call_command
from django.db import connection

from huike.base.access.actions import create_workspace
from huike.base.kernel import clock
from huike.base.warehouse import facade as warehouse
from huike.flow.journey import actions as journey
from huike.flow.journey.models import Broadcast
from huike.flow.message.links import message_ref
from huike.flow.message.models import Claim, Dispatch, Message
from tests.support import broadcasts


def setup(given: argparse.Namespace) -> dict[str, object]:
    """Everything up to the start of a broadcast; no worker has run."""
    call_command("migrate", verbosity=0, interactive=False)
    warehouse.migrate()
    workspace = create_workspace(name="Faults", timezone="Asia/Shanghai", currency="CNY")
    broadcasts.people(workspace, given.people)
    broadcasts.sender(
        workspace, given.port, connections=given.connections, most_attempts=50, retry_seconds=1
    )
    row = broadcasts.broadcast(workspace, holdout=given.holdout)
    journey.start(broadcasts.actor_of(workspace), row.pk)
    return {"broadcast": row.pk, "workspace": workspace.pk, "at": clock.now().isoformat()}


def report(_given: argparse.Namespace) -> dict[str, object]:
    """States, ends and what is unknown, by the rows."""
    row = Broadcast.objects.get()
    dispatch = Dispatch.objects.filter(source_id=row.pk).first()
    states = Counter(
        f"{state}:{reason}" if reason else state
        for state, reason in Message.objects.values_list("state", "reason")
    )
    facts = warehouse.select("SELECT kind, count(), uniqExact(message_id) FROM messages GROUP BY 1")
    return {
        "state": row.state,
        "treated": row.treated,
        "held_out": row.held_out,
        "ends": [row.sent, row.failed, row.refused, row.unknown],
        "states": dict(states),
        "messages": Message.objects.count(),
        "claims": Claim.objects.count(),
        "dispatch": dispatch
        and [dispatch.sent, dispatch.failed, dispatch.refused, dispatch.unknown],
        "sent": _message_ids(dispatch, "sent"),
        "unknown": _message_ids(dispatch, "unknown"),
        "facts": {kind: [count, different] for kind, count, different in facts},
    }


def _message_ids(dispatch: Dispatch | None, state: str) -> list[str]:
    rows = Message.objects.filter(state=state).values_list("workspace_id", "id")
    domain = dispatch.domain if dispatch else ""
    return [f"<{message_ref(workspace, number)}@{domain}>" for workspace, number in rows]


def main() -> None:
    """Run one command and print its JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["setup", "report"])
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--holdout", type=int, default=0)
    given = parser.parse_args()
    done = {"setup": setup, "report": report}[given.command](given)
    connection.close()
    json.dump(done, sys.stdout)
    print()


if __name__ == "__main__":
    main()
