"""`python -m tests.fuzz`: schemathesis against a filled installation (W5).

Every operation of the API is asked many strange and many proper things; no answer may be a 5xx, of
a status or a form that the API does not declare, or one to a verb it does not know without `Allow`.
What would end the run is left out: taking away its token, its staff or its workspace's name.
"""

import argparse
import csv
import os
import subprocess
import sys
from pathlib import Path

from tests.support import template
from tests.support.server import Server, installation

VERSION = "4.32.5"
WORKSPACE = "fuzz"
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "allow_header_conformance",
]
_LEFT_OUT = ["revokeToken", "removeStaff", "changeStaff", "changeWorkspace", "changeSession"]


def main() -> int:
    """Run it; the exit status is that of schemathesis."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--examples", type=int, default=500, help="cases per operation and mode")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mode", choices=["all", "positive"], default="all")
    parser.add_argument("--phases", default="examples,coverage,fuzzing")
    parser.add_argument("--only", default="", help="a part of the path")
    parser.add_argument("--with", dest="program", default="", help="schemathesis, if it is there")
    given = parser.parse_args()
    reach = dict.fromkeys(("HUIKE_WEBHOOKS_MAY_REACH", "HUIKE_CONNECTORS_MAY_REACH"), "")
    with template.template() as made:
        os.environ.update(made)
        with installation(reach) as server:
            server.start()
            token = _fill(server)
            command = _command(given, server, token)
            environment = os.environ | {"SCHEMATHESIS_HOOKS": "tests.fuzz.hooks"}
            return subprocess.run(command, env=environment, check=False).returncode


def _command(given: argparse.Namespace, server: Server, token: str) -> list[str]:
    tool = [given.program] if given.program else _fetched()
    words = [*tool, "run", f"{server.url}/api/openapi.json", "--mode", given.mode]
    words += ["--max-examples", str(given.examples), "--seed", str(given.seed)]
    words += ["--header", f"Authorization: Bearer {token}", "--checks", ",".join(CHECKS)]
    words += ["--phases", given.phases, "--continue-on-failure"]
    words += ["--suppress-health-check", "all", "--request-timeout", "60", "--workers", "2"]
    for name in _LEFT_OUT:
        words += ["--exclude-operation-id", name]
    if given.only:
        words += ["--include-path-regex", given.only]
    return words


def _fetched() -> list[str]:
    """The tool in an environment of its own: the project does not depend on it."""
    uv = str(Path(sys.executable).with_name("uv"))
    return [uv, "tool", "run", "--from", f"schemathesis=={VERSION}", "schemathesis"]


def _fill(server: Server) -> str:
    """Some of everything that has a number; a token that may do all."""
    server.huike(
        *["workspace", "create", "--name", WORKSPACE],
        *["--timezone", "Asia/Shanghai", "--currency", "CNY"],
    )
    orders = server.home / "orders.csv"
    with orders.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(["订单号", "下单时间", "客户ID", "邮箱", "姓名", "商品编码", "数量", "金额"])
        for n in range(200):
            name = f"u{n % 40}"
            when = f"2026-11-{n % 20 + 1:02d} 10:00:00"
            amount = "八十八" if n % 50 == 7 else f"{n % 90 + 1}.00"
            rows.writerow(
                [f"S-{n}", when, name, f"{name}@example.cn", "张伟", f"茶-{n % 7}", 1, amount]
            )
    for shop in ("天猫旗舰店", "京东自营"):
        server.huike(
            *["import", str(orders), "--kind", "orders", "--workspace", WORKSPACE],
            *["--shop", shop, "--json"],
        )
    with server.client(WORKSPACE) as api:
        for n in range(3):
            for path, body in _MADE.items():
                told = {**body, "name": f"试 {n}"} if "name" in body else body
                answer = api.post(path, json=told)
                assert answer.status_code < 300, (path, answer.text)
        return str(api.headers["Authorization"]).removeprefix("Bearer ")


_MADE: dict[str, dict[str, object]] = {
    "/segments": {"name": "", "rule": {"kind": "all", "rules": []}},
    "/teams": {"name": ""},
    "/webhooks": {"name": "", "url": "https://example.cn/hook", "kinds": []},
    "/sources": {"name": "", "kind": "http", "shop_id": 1},
    "/left-out/rules": {"name": "", "mark": "test", "conditions": {"skus": ["X-1"]}},
    "/customers/views": {"name": "", "list_name": "customers", "state": {}},
}


if __name__ == "__main__":
    sys.exit(main())
