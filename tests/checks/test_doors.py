"""Doors and sizes: other rooms are entered by their door, and no file outgrows a reader."""

import ast
import re
import subprocess
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[2]
DOORS = {"facade", "rules"}
# Parts of a room that read as libraries of their own: entered by more than one door.
_OPEN = {
    "huike.base.kernel",
    "huike.events",
}


def owner(module: str) -> str | None:
    """huike.flow.segment.rules.sql -> huike.flow.segment; None for what has no door."""
    parts = module.split(".")
    if len(parts) >= 3 and parts[1] in ("base", "library", "goods", "flow"):
        return ".".join(parts[:3])
    return None


def test_other_modules_are_entered_through_their_door() -> None:
    graph = grimp.build_graph("huike", cache_dir=None)
    wrong = []
    for importer in sorted(graph.modules):
        if importer.startswith(("huike.entry", "huike.config")) or ".migrations" in importer:
            continue
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            home = owner(imported)
            if home is None or home == owner(importer) or home in _OPEN:
                continue
            door = imported.removeprefix(home).lstrip(".").split(".")[0]
            if door not in DOORS and not _is_allowed(importer, imported):
                wrong.append(f"{importer} -> {imported}")
    assert not wrong, "import the facade instead:\n" + "\n".join(wrong)


def _is_allowed(importer: str, imported: str) -> bool:
    """A foreign key to the workspace, and the job rows that the outbox forgets, by name."""
    return imported == "huike.base.access.models" or (
        importer == "huike.base.outbox.jobs" and imported == "huike.base.jobs.models"
    )


def _tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


def test_no_file_is_longer_than_400_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in _tracked("*.py", "console/src/*.ts", "console/src/*.tsx")
        if "migrations" not in path.parts and "/src/api/" not in str(path)
        if (count := len(path.read_text().splitlines())) > 400
    }
    assert not long


def test_no_function_is_longer_than_60_lines() -> None:
    long = []
    for path in _tracked("huike/*.py", "bench/*.py", "tests/*.py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                count = (node.end_lineno or 0) - node.lineno + 1
                if count > 60:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} {count}")
    assert not long


def test_nothing_names_a_registry_or_a_folder_of_somebodys_machine() -> None:
    wrong = re.compile(
        r"registry\.npmjs|pypi\.org|files\.pythonhosted|registry\.yarnpkg|/home/\w+/|/root/|\"resolved\":"
    )
    found = [
        str(path.relative_to(ROOT))
        for path in _tracked()
        if path.suffix not in (".png", ".gz", ".parquet", ".xlsx") and path != Path(__file__)
        if wrong.search(path.read_text(errors="replace"))
    ]
    assert not found


def test_there_is_no_unfinished_work_in_the_program() -> None:
    # Assembled from pieces so that this file does not find itself.
    words = re.compile(
        "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X:", "raise Not" + "ImplementedError"])
    )
    found = [
        f"{path.relative_to(ROOT)}"
        for path in _tracked("huike/*.py", "console/src/*.ts", "console/src/*.tsx", "widget/*")
        if words.search(path.read_text())
    ]
    assert not found
