"""The journal's own file: what was answered is there after kill -9."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

_APPEND = """
import django; django.setup()
from datetime import UTC, datetime
from django.core.management import call_command
from huike.base.journal import facade as journal
call_command("migrate", "journal", verbosity=0, skip_checks=True)
for number in range(1000):
    one = journal.Entry(workspace_id=1, source_id=1, form="f", received_at=datetime.now(UTC),
                        count=1, body=str(number).encode())
    journal.append([one])
    print(number, flush=True)
"""


def test_what_was_answered_is_there_after_a_kill(tmp_path: Path) -> None:
    environment = {**os.environ, "HUIKE_HOME": str(tmp_path), "DATABASE_URL": ""}
    process = subprocess.Popen(
        [sys.executable, "-c", _APPEND], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    answered = [process.stdout.readline() for _ in range(40)]
    process.send_signal(signal.SIGKILL)
    answered += process.stdout.readlines()
    process.wait(10)
    with sqlite3.connect(tmp_path / "journal.db") as base:
        ((verdict,),) = base.execute("PRAGMA integrity_check").fetchall()
        ((count,),) = base.execute("SELECT count(*) FROM journal_entry").fetchall()
    assert verdict == "ok"
    assert count >= len(answered)
