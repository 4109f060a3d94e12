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
    if given.long:
        os.environ["HUIKE_EVERY_LOOK"] = "1"
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
            # Where the database is what they ask; the others would only run twice.
            [*_PARALLEL, "-m", f"{marks} and not e2e and stores", "tests"],
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


def _run_part(title: str, words: list[str], made: dict[str, str], *, is_grown: bool) -> int:
    environment = os.environ | made
    with ExitStack() as stack:
        if is_grown:
            environment["DATABASE_URL"] = stack.enter_context(services.postgres())
            environment |= stack.enter_context(template.in_postgres(environment["DATABASE_URL"]))
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
