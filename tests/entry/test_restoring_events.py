"""What sources were told is kept comes back with a backup; who was erased does not."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.support import programs
from tests.support.drill_words import drill
from tests.support.server import Server, installation, last_json

pytestmark = pytest.mark.timeout(300)

_HEAD = """
import django; django.setup()
import json, sys
from huike.base.access.facade import system_actor, workspace_by_name
from huike.base.journal import facade as journal
from huike.base.warehouse import facade as warehouse
from huike.flow.identity import facade as identity
from huike.flow.ingest import facade as ingest
actor = system_actor(workspace_by_name("one").id, "test")
"""
_WORDS = """
def send(*people):
    batch = [{"type": "identify", "userId": one, "messageId": f"i-{one}",
              "traits": {"email": f"{one}@canary.example"}} for one in people]
    batch += [{"type": "track", "event": "Viewed", "userId": one, "messageId": f"t-{one}"}
              for one in people]
    body = json.dumps({"batch": batch}).encode()
    (reply,) = ingest.accept([ingest.Call("batch", body, sys.argv[1])])
    return reply.status

def land():
    return ingest.land_waiting(actor.workspace_id)

def erase(one):
    (found,) = identity.find_by(actor.workspace_id, "user_id", one)
    identity.erase(actor, found)

def state():
    rows = warehouse.select("SELECT message_id FROM events ORDER BY message_id")
    known = [one for one in ("u1", "u2", "u3", "u4")
             if identity.find_by(actor.workspace_id, "email", f"{one}@canary.example")]
    return {"landed": [one for (one,) in rows], "known": known, "waiting": journal.backlog()}

"""


def run(server: Server, key: str, *acts: str) -> Any:
    """What these acts answer, done one after another by one process."""
    told = f"print(json.dumps([{', '.join(acts)}]))"
    done = programs.run(
        ["-c", _HEAD + _WORDS + told, key],
        env={**server.environment, "DJANGO_SETTINGS_MODULE": "huike.config.settings"},
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_what_was_accepted_and_not_landed_lands_and_the_erased_stay_erased(tmp_path: Path) -> None:
    with installation() as first, installation(is_new=True) as second:
        drill(first, "prepare")
        first.huike(
            *["workspace", "create", "--name", "one"],
            *["--timezone", "Asia/Shanghai", "--currency", "CNY"],
        )
        words = ["source", "create", "--workspace", "one", "--kind", "http", "--json"]
        key = str(last_json(first.huike(*words))["write_key"])
        # u2 is sent again
        acts = ("send('u1', 'u2')", "land()", "send('u2', 'u3')")
        assert run(first, key, *acts) == [200, 4, 200]
        backup = Path(first.huike("backup", str(tmp_path)).strip())
        assert (backup / "journal.db").exists()
        assert b"canary" not in (backup / "journal.db").read_bytes()
        # u4 is lost with the machine
        assert run(first, key, "send('u4')", "land()", "erase('u1')") == [200, 4, None]

        shutil.copytree(first.home / "keys", second.home / "keys")
        told = last_json(second.huike("restore", str(backup), "--json"))
        assert told["erased_again"] == 1
        acts = ("state()", "send('u2', 'u4')", "land()", "state()")
        before, status, landed, after = run(second, key, *acts)
        assert before == {
            "landed": ["t-u1", "t-u2", "t-u3"],
            "known": ["u2", "u3"],
            "waiting": 0,
        }
        assert (status, landed) == (200, 2)
        assert after["known"] == ["u2", "u3", "u4"]
