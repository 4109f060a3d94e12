"""Commands of the restore drill in an installation of their own: `python -m tests.support.drill`.

prepare                   both stores are made, as `huike serve` does it
agree                     everybody of the workspace says yes to e-mail
sender PORT PER_SECOND    mails leave through this server of this machine
broadcast NAME            a broadcast to everybody, started; its number
backup FOLDER             says that it is ready, waits for a line, then takes a backup at once
state                     what database and warehouse say, side by side
"""

# ruff: noqa: E402  # Django is set up before its models are imported

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huike.config.settings")

import django

django.setup()

from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Sum

from huike.base.access.models import Workspace
from huike.base.jobs.models import Hold
from huike.base.warehouse import facade as warehouse
from huike.entry.commands import serve
from huike.entry.safekeeping import saving
from huike.flow.consent import facade as consent
from huike.flow.consent.models import Consent, Suppression
from huike.flow.identity.models import Customer, Identifier
from huike.flow.ingest.models import Import
from huike.flow.journey import actions as journey
from huike.flow.journey.models import Broadcast
from huike.flow.message.models import Dispatch, Message
from tests.support import broadcasts


def prepare() -> bool:
    """That they are."""
    serve.prepare()
    warehouse.migrate()
    return True


def agree() -> int:
    """How many did."""
    workspace = Workspace.objects.get()
    ids = list(Customer.objects.order_by("id").values_list("id", flat=True))
    yes, _ = consent.record_batch(
        workspace.pk, ids, [True] * len(ids), channel="email", source="drill", wording="同意"
    )
    return yes


def sender(port: str, per_second: str) -> int:
    """Its number."""
    made = broadcasts.sender(
        Workspace.objects.get(), int(port), connections=1, per_second=int(per_second)
    )
    return made.pk


def broadcast(name: str) -> int:
    """Its number."""
    workspace = Workspace.objects.get()
    row = broadcasts.broadcast(workspace, name=name, holdout=1000)
    journey.start(broadcasts.actor_of(workspace), row.pk)
    return row.pk


def backup(folder: str) -> str:
    """Where it is."""
    print("ready", flush=True)
    sys.stdin.readline()
    return str(saving.backup(Path(folder)))


def state() -> dict[str, Any]:
    """Both stores as they stand."""
    return {
        "customers": [
            Customer.objects.filter(erased_at=None).count(),
            warehouse.scalar("SELECT count() FROM customers FINAL"),
        ],
        "versions": [
            Customer.objects.filter(erased_at=None).aggregate(sum=Sum("version"))["sum"],
            warehouse.scalar("SELECT sum(version) FROM customers FINAL"),
        ],
        "erased": list(
            Customer.objects.exclude(erased_at=None)
            .filter(wrapped_key=None, sealed=None)
            .order_by("id")
            .values_list("id", flat=True)
        ),
        "identifiers": Identifier.objects.count(),
        "last_customer": Customer.objects.order_by("-id").values_list("id", flat=True).first(),
        "consents": [
            Consent.objects.count(),
            warehouse.scalar("SELECT count() FROM consents FINAL"),
        ],
        "suppressions": Suppression.objects.filter(cause="unsubscribed").count(),
        "lines": list(
            warehouse.select("SELECT count(), sum(amount) FROM order_lines FINAL")[0]
        ),
        "orders": list(warehouse.select("SELECT count(), sum(amount) FROM orders FINAL")[0]),
        "imports": {
            row.file_name: [
                row.state, row.rows, row.accepted, row.duplicates, row.quarantined,
                row.new_customers,
            ]
            for row in Import.objects.order_by("pk")
        },
        "broadcasts": {
            row.name: [row.state, row.why, row.treated, row.held_out] for row in _broadcasts()
        },
        "ends": {
            row.name: [row.sent, row.failed, row.refused, row.unknown] for row in _broadcasts()
        },
        "rows": {row.name: _states(row.pk) for row in _broadcasts()},
        "counted": {row.name: _counted(row.pk) for row in _broadcasts()},
        "facts": {row.name: _facts(row.pk) for row in _broadcasts()},
        "holds": Hold.objects.count(),
    }  # fmt: skip


def _broadcasts() -> list[Broadcast]:
    return list(Broadcast.objects.order_by("pk"))


def _states(source_id: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in Message.objects.filter(source_id=source_id).values_list("state", flat=True):
        found[name] = found.get(name, 0) + 1
    return found


def _counted(source_id: int) -> list[int]:
    return list(
        Dispatch.objects.filter(source_id=source_id)
        .values_list("sent", "failed", "refused", "unknown")
        .first()
        or []
    )


def _facts(source_id: int) -> list[int]:
    ((sent, different),) = warehouse.select(
        "SELECT count(), uniqExact(message_id) FROM messages"
        " WHERE source_id = {source:UInt64} AND kind = 'sent'",
        {"source": source_id},
    )
    return [sent, different]


def main() -> None:
    """Run one command and print its answer."""
    name, *words = sys.argv[1:]
    acts = {"prepare": prepare, "agree": agree, "sender": sender, "broadcast": broadcast,
            "backup": backup, "state": state}  # fmt: skip
    print(json.dumps(acts[name](*words)))  # type: ignore[operator]
    connection.close()


if __name__ == "__main__":
    main()
