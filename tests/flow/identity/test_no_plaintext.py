"""No personal value stands readable in any file of an installation, whatever was done with it."""

import json
import os
from pathlib import Path

from tests.support import programs, template

ROOT = Path(__file__).parents[3]
CANARIES = {
    "email": "kanarienvogel.zeisig@example.test",
    "phone": "13977712345",
    "name": "金丝雀鸣",
    "address": "上海市静安区延安中路1218号",
    "birthday": "1987-06-05",
    "late_email": "second.kanarie@example.test",
    "blocked": "blocked.kanarie@example.test",
}
_PROGRAM = """
import io, json, sys
import django; django.setup()
import structlog
from django.core.management import call_command
call_command("migrate", verbosity=0, skip_checks=True)
from huike.base.access import actions
from huike.base.access.rules import system_actor
from huike.base.jobs.facade import drain
from huike.base.warehouse import facade as warehouse
from huike.flow.consent import actions as consent_actions, facade as consent
from huike.flow.identity import facade as identity
from huike.flow.identity.facade import PeopleBatch
from huike.flow.profile import exporting, facade as profile
from huike.flow.profile.exporting import Asked
warehouse.migrate()
c = json.loads(sys.argv[1])
ws = actions.create_workspace(name="Canary", timezone="Asia/Shanghai", currency="CNY").pk
owner = system_actor(ws, "owner")
batch = PeopleBatch(shop_id=1, user_id=["u1"], email=[c["email"]], phone=[c["phone"]],
    name=[c["name"]], source="import:1", attributes=[{"收货地址": c["address"],
    "note": "call " + c["phone"], "birthday": c["birthday"], "level": "gold"}])
(one,) = identity.resolve(ws, batch).tolist()
identity.resolve(ws, PeopleBatch(shop_id=2, email=[c["late_email"]], phone=[c["phone"]]))
identity.edit(owner, one, name=c["name"], attributes={"城市": "上海", c["late_email"]: "x"})
consent.grant(owner, [one], purpose="marketing", channel="email", source="form", wording="yes")
consent.unsubscribe(owner, "email", [one], source="one click")
consent_actions.suppress_by_hand(owner, "email", c["blocked"])
drain()
assert identity.search(ws, c["email"].upper()).tolist() == [one]
assert identity.search(ws, c["name"][1:3]).tolist() == [one]
assert identity.addresses(ws, "sms", [one]) == {one: "+86" + c["phone"]}
assert identity.reveal(owner, one).name == c["name"]
assert profile.render_facts(ws, [one])[one]["customer"]["name"] == c["name"]
exporting.ask(owner, "customers", "csv", Asked({}, "-created_at", []), is_whole=True)
drain()
structlog.get_logger("t").error("trouble", to=c["email"], text="sms to " + c["phone"])
texts = []
tables = "SELECT name FROM system.tables WHERE database = currentDatabase()"
for (name,) in warehouse.select(tables):
    texts.append(repr(warehouse.select(f"SELECT * FROM `{name}`")))
found = "".join(texts)
assert "gold" in found
print(json.dumps([name for name, value in c.items() if value in found]))
warehouse.close()
"""


def test_canaries_are_nowhere_readable(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "HUIKE_HOME": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'huike.db'}",
        "WAREHOUSE_URL": f"chdb://{tmp_path / 'warehouse'}",
        "BLOB_URL": str(tmp_path / "files"),
        "TMPDIR": str(tmp_path),
        "PYTHONPATH": str(ROOT),
        "HUIKE_LOG_LEVEL": "INFO",
    }
    template.fill(tmp_path)
    done = programs.run(["-c", _PROGRAM, json.dumps(CANARIES)], env=environment)
    told = done.stderr.encode()
    (tmp_path / "program.log").write_bytes(told)
    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout) == []
    assert b"trouble" in told

    read = 0
    for path in tmp_path.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            read += len(data)
            hits = [name for name, value in CANARIES.items() if value.encode() in data]
            assert not hits, path
    assert read > 100_000
