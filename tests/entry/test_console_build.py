"""The build of the console: idle while its sources are the same, and within its budgets."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def load(path: Path) -> ModuleType:
    """A script of the repository as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def hook(tmp_path: Path) -> ModuleType:
    """The build script over a console of two files."""
    module = load(ROOT / "hatch_build.py")
    console = tmp_path / "console"
    (console / "src").mkdir(parents=True)
    (console / "src" / "main.tsx").write_text("1")
    (console / "package-lock.json").write_text("{}")
    (console / "node_modules").mkdir()
    (console / "node_modules" / "much.js").write_text("1")
    module.CONSOLE = console  # type: ignore[attr-defined]
    module.DIST = tmp_path / "dist"  # type: ignore[attr-defined]
    module.STAMP = tmp_path / "dist" / ".sources.sha256"  # type: ignore[attr-defined]
    module.LOCK_NOTE = console / "node_modules" / ".lock.sha256"  # type: ignore[attr-defined]
    return module


def test_the_stamp_follows_the_sources_and_nothing_else(hook: ModuleType) -> None:
    before = hook.stamp()
    (hook.CONSOLE / "node_modules" / "much.js").write_text("2")
    (hook.CONSOLE / "README.md").write_text("words")
    (hook.CONSOLE / "src" / "main.test.ts").write_text("test")
    assert hook.stamp() == before
    (hook.CONSOLE / "src" / "main.tsx").rename(hook.CONSOLE / "src" / "other.tsx")
    assert hook.stamp() != before


def test_equal_sources_are_not_built_again(hook: ModuleType) -> None:
    ran: list[tuple[str, ...]] = []

    def npm(*words: str) -> None:
        ran.append(words)
        hook.DIST.mkdir(exist_ok=True)
        (hook.DIST / "app.js").write_text("x" * 5000)

    hook._npm = npm  # type: ignore[attr-defined]
    assert hook.build() is True
    assert [words[0] for words in ran] == ["ci", "run", "run"]
    assert (hook.DIST / "app.js.gz").stat().st_size < 200
    assert hook.build() is False
    (hook.CONSOLE / "src" / "main.tsx").write_text("2")
    assert hook.build() is True
    assert [words[0] for words in ran] == ["ci", *["run"] * 4], "the lock had not changed"


def test_without_npm_it_says_what_is_missing(
    hook: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    assert hook.main() == 1
    assert "Node 20" in capsys.readouterr().err


def test_the_lock_names_no_registry() -> None:
    lock = json.loads((ROOT / "console" / "package-lock.json").read_text())
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert all(package.get("integrity") for name, package in lock["packages"].items() if name)


def test_every_screen_keeps_its_budget() -> None:
    dist = ROOT / "huike" / "console_dist"
    if not (dist / ".vite" / "manifest.json").exists():
        pytest.skip("the console is not built (make setup)")
    rows = load(ROOT / "console" / "budget.py").report(dist)
    assert {"login", "shell"} <= {name for name, _, _ in rows}
    assert [row for row in rows if row[1] > row[2]] == []
