"""The `huike` command: one file a group of words."""

import gc
import os
import sys

from huike.entry.commands.words import LEAN


def main() -> None:
    """Entry point of the `huike` command."""
    # What is read now stays: looking for garbage in it is a fifth of a start. `Words` looks again.
    gc.disable()
    is_lean = sys.argv[1:2] and sys.argv[1] in LEAN
    os.environ["DJANGO_SETTINGS_MODULE"] = f"huike.config.{'lean' if is_lean else 'settings'}"
    if sys.argv[1:2] == ["demo"]:
        os.environ.setdefault("HUIKE_HOME", "~/.huike-demo")  # never in a person's own installation
        os.environ.setdefault("HUIKE_LOG_LEVEL", "WARNING")
    from huike.entry.commands.cli import run  # settings must be named before Django is read

    sys.exit(run())
