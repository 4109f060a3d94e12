"""The `huike` command: one file a group of words."""

import os
import sys


def main() -> None:
    """Entry point of the `huike` command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huike.config.settings")
    from huike.entry.commands.cli import run  # settings must be named before Django is read

    sys.exit(run())
