"""Every command that is written can be said."""

from importlib import import_module
from pathlib import Path

import huike
from huike.entry.commands import words

FOLDER = Path(huike.__file__).parent / "entry" / "commands"


def test_every_command_of_every_file_is_a_word() -> None:
    written: dict[str, str] = {}
    for path in FOLDER.glob("*.py"):
        if path.stem.startswith("_"):
            continue
        module = import_module(f"huike.entry.commands.{path.stem}")
        written |= {one.name: path.stem for one in getattr(module, "COMMANDS", [])}

    assert written == words.WORDS
