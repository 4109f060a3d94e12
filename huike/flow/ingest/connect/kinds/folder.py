"""Files in a folder, wherever it is: each version of each once, by name, and never half of one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Protocol

from huike.flow.ingest.connect.contract import (
    Checked,
    Field,
    Kind,
    Refused,
    Settings,
    Tools,
    What,
    Words,
)
from huike.flow.ingest.connect.files import FileClient, FoundFile, Looked

MOST_FILES = 5_000
MOST_BYTES = 64 * 1024 * 1024
Marks = Mapping[str, str]  # of files, by name


@dataclass(frozen=True)
class Entry:
    """A file as its folder lists it."""

    name: str
    size: int
    changed: str  # when, or to what: another value is another version

    @property
    def mark(self) -> str:
        """What tells this version from any other."""
        return f"{self.size}:{self.changed}"


class Listing(Protocol):
    """A folder that is open."""

    def entries(self) -> Sequence[Entry]:
        """Every file of the folder itself, in any order."""

    def read(self, entry: Entry) -> bytes | None:
        """The whole file; None where it is another by now."""


Opened = Callable[[], AbstractContextManager[Listing]]


class Folder:
    """`FileClient` over a folder that can be opened; nothing in it is ever changed."""

    def __init__(self, opened: Opened, pattern: str, what: What, *, looks_twice: bool) -> None:
        self._opened, self._pattern, self._what = opened, pattern, what
        # Where a file appears only once it is whole, one look is enough.
        self._looks_twice = looks_twice

    def check(self) -> Checked:
        """List the folder."""
        with self._opened() as folder:
            found = self._wanted(folder)
        return Checked(shop=f"{len(found)} × {self._pattern}", may=(self._what,))

    def files(self, kept: Mapping[str, Any]) -> Iterator[FoundFile | Looked]:
        """What was not taken yet and has not changed since the last look."""
        looked: Marks = kept.get("looked", {})
        with self._opened() as folder:
            found = self._wanted(folder)
            taken = {name: mark for name, mark in kept.get("taken", {}).items() if name in found}
            new = {name: one.mark for name, one in found.items() if taken.get(name) != one.mark}
            for name in sorted(new):
                if self._looks_twice and looked.get(name) != new[name]:
                    continue
                body = folder.read(found[name])
                if body is None:
                    continue
                taken[name] = new.pop(name)
                yield FoundFile(name, body, _remembered(taken, new))
        if _remembered(taken, new) != kept:
            yield Looked(_remembered(taken, new))

    def forget(self, kept: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        """This file has not been taken after all."""
        taken = {one: mark for one, mark in kept.get("taken", {}).items() if one != name}
        again = {name: kept.get("taken", {}).get(name, "")}
        return _remembered(taken, {**kept.get("looked", {}), **again})

    def _wanted(self, folder: Listing) -> dict[str, Entry]:
        entries = [one for one in folder.entries() if fnmatchcase(one.name, self._pattern)]
        if len(entries) > MOST_FILES:
            raise Refused(
                "There are too many files", code="connector_too_many_files", most=MOST_FILES
            )
        for one in entries:
            if one.size > MOST_BYTES:
                raise Refused("A file is too large", code="connector_file_too_large", file=one.name)
        return {one.name: one for one in entries}


def _remembered(taken: Marks, looked: Marks) -> dict[str, Any]:
    return {"taken": dict(taken), "looked": dict(looked)}


def _of(
    what: What, opened: Callable[[Settings, Tools, What], FileClient]
) -> Callable[[Settings, Tools], FileClient]:
    return lambda settings, tools: opened(settings, tools, what)


def kinds(
    name: str,
    words: Words,
    hint: Words,
    fields: Sequence[Field],
    opened: Callable[[Settings, Tools, What], FileClient],
    fit: Callable[[Settings], None],
) -> tuple[Kind, ...]:
    """A kind for each sort of table that the files of such a folder may hold."""
    sorts: tuple[tuple[What, str, str], ...] = (
        ("orders", "订单", "orders"),
        ("customers", "客户", "customers"),
        ("products", "商品", "products"),
    )
    pattern = Field(
        name="pattern",
        words=Words("文件名", "Names of the files"),
        help=Words("* 代表任意文字，如 orders-*.csv", "* stands for anything, as in orders-*.csv"),
        default="*.csv",
    )
    return tuple(
        Kind(
            name=name if what == "orders" else f"{name}_{what}",
            words=Words(f"{words.zh}：{zh}", f"{words.en}: {en}"),
            hint=hint,
            fields=(*fields, pattern),
            fetches=(what,),
            open_files=_of(what, opened),
            fit=fit,
        )
        for what, zh, en in sorts
    )
