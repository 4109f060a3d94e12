"""The console speaks both languages: equal keys, own signs, no words outside words files."""

import json
import re
from functools import cache
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "console" / "src"
ENTRY = re.compile(
    r"^  (?:'(?P<quoted>[^']+)'|(?P<plain>\w+)):\s*"
    r"(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"),$",
    re.MULTILINE,
)
HAN = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")
HOLE = re.compile(r"\{\{(\w+)\}\}")
# Proper names, written alike in both languages.
NAMES = set(json.loads((SOURCES.parent / "tests" / "names.json").read_text()))
ZH_FILES = sorted(SOURCES.rglob("words.zh.ts"))


@cache
def words(path: Path) -> dict[str, str]:
    """The entries of a words file."""
    text = path.read_text()
    found = {m["quoted"] or m["plain"]: m["text"][1:-1] for m in ENTRY.finditer(text)}
    lines = [line for line in text.splitlines() if re.match(r"^  ['\w]", line)]
    assert len(found) == len(lines), f"{path.name}: an entry is not a plain text, or stands twice"
    return found


def twin(path: Path) -> dict[str, str]:
    """The English words beside a Chinese file."""
    return words(path.with_name("words.en.ts"))


def name(path: Path) -> str:
    """The folder of a words file."""
    return path.parent.relative_to(SOURCES).as_posix()


def test_the_console_has_words() -> None:
    assert {"shared/i18n", "app", "features/settings"} <= {name(path) for path in ZH_FILES}


@pytest.mark.parametrize("path", ZH_FILES, ids=name)
def test_both_languages_have_equal_keys(path: Path) -> None:
    english = {key for key in twin(path) if not key.endswith("_one")}
    assert english == set(words(path))
    singular = {key.removesuffix("_one") for key in twin(path) if key.endswith("_one")}
    assert singular <= english


@pytest.mark.parametrize("path", ZH_FILES, ids=name)
def test_each_language_is_written_in_its_own_signs(path: Path) -> None:
    chinese_left = {key: text for key, text in twin(path).items() if HAN.search(text)}
    untranslated = {
        key: text
        for key, text in words(path).items()
        if not HAN.search(text) and re.search("[a-z]{4}", HOLE.sub("", text)) and text not in NAMES
    }
    assert (chinese_left, untranslated) == ({}, {})


@pytest.mark.parametrize("path", ZH_FILES, ids=name)
def test_both_languages_leave_the_same_holes(path: Path) -> None:
    english = twin(path)
    differing = {
        key
        for key, text in words(path).items()
        if sorted(HOLE.findall(text)) != sorted(HOLE.findall(english[key]))
    }
    assert differing == set()


def test_no_chinese_stands_outside_the_words_files() -> None:
    # A language's own name is the same in every language; full-width commas are no words.
    allowed = {"简体中文", "中文", "回客"}
    wrong = []
    for path in sorted([*SOURCES.rglob("*.ts"), *SOURCES.rglob("*.tsx")]):
        if path.name.startswith("words.") or ".test." in path.name:
            continue
        code = re.sub(
            r"/\*.*?\*/|^\s*//.*$|\s//\s.*$", "", path.read_text(), flags=re.DOTALL | re.M
        )
        for found in re.findall(r"[\u3400-\u9fff]+", code):
            if found not in allowed:
                wrong.append(f"{path.relative_to(SOURCES)}: {found}")
    assert wrong == []
