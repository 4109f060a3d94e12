"""`make test`: every test on SQLite, then those of the stores again on PostgreSQL and Redis.

What the machine lacks is installed where that is allowed; else it is named, and CI fails.
"""

import argparse
import os
import subprocess
import sys
import time
from contextlib import ExitStack

from tests.support import services, template

# What runs on PostgreSQL and Redis as well: every test that touches the database.
_STORES = [
    "tests/base/access",
    "tests/base/jobs",
    "tests/base/journal",
    "tests/base/kernel",
    "tests/base/outbox",
    "tests/base/webhooks",
    "tests/library/commerce",
    "tests/library/content/test_content_http.py",
    "tests/flow",
    "tests/entry",
    "tests/faults/test_sending_kills.py",
    "tests/faults/test_sending_unsubscribe.py",
]
# What these folders hold besides: pure rules, the warehouse alone, homes that choose their stores
# themselves, and the console.
_NO_STORES = [
    "tests/base/webhooks/test_rules.py",
    "tests/base/journal/test_kill.py",
    "tests/entry/test_console.py",
    "tests/entry/test_console_build.py",
    "tests/entry/test_console_names.py",
    "tests/entry/test_console_words.py",
    "tests/entry/test_demo.py",
    "tests/entry/test_demo_dates.py",
    "tests/entry/test_first_words.py",
    "tests/entry/test_processes.py",
    "tests/entry/test_restoring.py",
    "tests/flow/identity/test_race.py",
    "tests/flow/identity/test_rules.py",
    "tests/flow/identity/test_waves.py",
    "tests/flow/ingest/test_cells.py",
    "tests/flow/ingest/test_crash.py",
    "tests/flow/ingest/test_layouts.py",
    "tests/flow/ingest/test_order_rules.py",
    "tests/flow/measurement/test_hillstrom.py",
    "tests/flow/measurement/test_means.py",
    "tests/flow/measurement/test_proportions.py",
    "tests/flow/measurement/test_ratio.py",
    "tests/flow/message/test_mime.py",
    "tests/flow/message/test_smtp.py",
    "tests/flow/profile/test_rules.py",
    "tests/flow/response/test_rules.py",
    "tests/flow/segment/rules",
]

# Three on two cores, for many tests wait: for processes to start, for what they write. A file stays
# together: what its tests share is made once; the order is that of tests/conftest.py.
_TOGETHER = ["--dist", "loadfile", "--no-loadscope-reorder"]
_PARALLEL = ["-n", "3", *_TOGETHER]
# Each has an installation and a browser of its own.
_BROWSERS = ["-n", "2", *_TOGETHER]
_SLOWEST = "--durations=30"  # who made the run long


def main() -> int:
    """Run the parts in turn; the exit status is that of the first part that failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.run")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--only", choices=["sqlite", "postgres", "e2e"])
    given = parser.parse_args()
    missing = services.install_missing()
    for name in missing:
        print(f"MISSING on this machine and not installable: {name}", flush=True)
    if missing and os.environ.get("CI"):
        print("CI may skip nothing: install the packages above", flush=True)
        return 1
    marks = "long" if given.long else "not long"
    parts = {
        "sqlite": (
            "SQLite",
            [*_PARALLEL, "-m", f"{marks} and not e2e", "tests", "--ignore=tests/checks"],
            False,
        ),
        "postgres": (
            "PostgreSQL + Redis",
            [*_PARALLEL, "-m", f"{marks} and not e2e", *_STORES, *_ignored(_NO_STORES)],
            True,
        ),
        "e2e": (
            "browser",
            [*_BROWSERS, "-m", f"e2e and {marks}", "tests/e2e", "tests/clients"],
            False,
        ),
    }
    needs = {"sqlite": set(), "postgres": {"postgresql", "redis-server"}, "e2e": {"chromium"}}
    status, skipped = 0, []
    with template.template() as made:
        for name, (title, words, is_grown) in parts.items():
            if given.only not in (None, name):
                continue
            if needs[name] & set(missing):
                skipped.append(f"{title}: lacks {', '.join(sorted(needs[name] & set(missing)))}")
                continue
            status = _run_part(title, words, made, is_grown=is_grown) or status
    for line in skipped:
        print(f"SKIPPED {line}", flush=True)
    return status


def _ignored(places: list[str]) -> list[str]:
    return [f"--ignore={place}" for place in places]


def _run_part(title: str, words: list[str], made: dict[str, str], *, is_grown: bool) -> int:
    environment = os.environ | made
    with ExitStack() as stack:
        if is_grown:
            environment["DATABASE_URL"] = stack.enter_context(services.postgres())
            environment["REDIS_URL"] = stack.enter_context(services.redis())
        print(f"== {title}", flush=True)
        began = time.monotonic()
        status = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", _SLOWEST, *words],
            env=environment,
            check=False,
        ).returncode
        print(f"== {title}: {time.monotonic() - began:.0f} s, status {status}", flush=True)
    return 0 if status == 5 and "long" in " ".join(words) else status


if __name__ == "__main__":
    sys.exit(main())
