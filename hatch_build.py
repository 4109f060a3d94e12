"""Builds console and browser SDK into the package: as a hook, and by `python hatch_build.py`.

A stamp of the sources stands beside the build; equal sources are not built again. Without npm it
says what is missing. A released wheel carries the console and needs no Node.
"""

import gzip
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent
CONSOLE = ROOT / "console"
DIST = ROOT / "huike" / "console_dist"
STAMP = DIST / ".sources.sha256"
LOCK_NOTE = CONSOLE / "node_modules" / ".lock.sha256"

# Neither sources of the build nor kept in the repository.
_LEAVE_OUT = {"node_modules", "dist", ".vite", "coverage", "__pycache__", "tests"}
_LEAVE_OUT |= {"README.md", "openapi.json", "budget.py"}
_GZIP_FROM = 1024


class Missing(Exception):
    """Something the build needs is not on this machine."""


def sources() -> list[Path]:
    """The files whose change makes a new build."""
    found = []
    for path in CONSOLE.rglob("*"):
        parts = path.relative_to(CONSOLE).parts
        if path.is_file() and not _LEAVE_OUT.intersection(parts) and ".test." not in path.name:
            found.append(path)
    return sorted(found)


def stamp() -> str:
    """One hash of names and contents of all sources."""
    whole = hashlib.sha256()
    for path in sources():
        whole.update(path.relative_to(CONSOLE).as_posix().encode() + b"\0")
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def build() -> bool:
    """Build unless what is there came from these sources; answers whether it built."""
    wanted = stamp()
    if STAMP.exists() and STAMP.read_text().strip() == wanted:
        return False
    install()
    _npm("run", "build", "--", "--outDir", str(DIST), "--emptyOutDir")
    _npm("run", "build:sdk", "--", "--outDir", str(DIST / "sdk"))
    for path in DIST.rglob("*"):
        if path.suffix in {".js", ".css", ".svg"} and path.stat().st_size >= _GZIP_FROM:
            # No time in it, so that equal sources make equal files.
            path.with_name(f"{path.name}.gz").write_bytes(
                gzip.compress(path.read_bytes(), 9, mtime=0)
            )
    STAMP.write_text(wanted + "\n")
    return True


def install() -> None:
    """Fetch the packages of the lock, unless they are there."""
    lock = hashlib.sha256((CONSOLE / "package-lock.json").read_bytes()).hexdigest()
    if LOCK_NOTE.exists() and LOCK_NOTE.read_text().strip() == lock:
        return
    _npm("ci", "--ignore-scripts", "--no-audit", "--no-fund")
    LOCK_NOTE.write_text(lock + "\n")


def _npm(*words: str) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise Missing("npm is missing: install Node 20 or later (Debian: apt install nodejs npm)")
    done = subprocess.run([npm, *words], cwd=CONSOLE, check=False)
    if done.returncode:
        raise Missing(f"`npm {' '.join(words)}` in console/ ended with {done.returncode}")


def main() -> int:
    """Build from the command line; `--packages` only fetches what building needs."""
    try:
        if "--packages" in sys.argv:
            install()
        else:
            print("console built" if build() else "console is up to date")
    except Missing as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run from the command line, where hatchling need not be installed
    pass
else:

    class ConsoleHook(BuildHookInterface[Any]):
        """Runs before a wheel is put together; an editable install must not need Node."""

        PLUGIN_NAME = "custom"

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            """Have a build of these sources in the package."""
            if version != "editable":
                build()


if __name__ == "__main__":
    sys.exit(main())
