"""What a disk may hold when the power goes: the writes of a program, and any loss of them.

`record` runs a program under strace and reads in which order it wrote, cut, synced and said what.
`Disk` is what has surely been written at some step of it, and what may have been: of all that was
done to a file since it was synced, each write is there, is not, or is there up to a sector, in any
order, as by the model of ALICE (Pillai and others, OSDI 2014). A file that is new is so for sure
once it was synced itself; another name of a file, and a name that is gone, once their folder was.
"""

import random
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_SECTOR = 512
_AT_ITS_END = -1
_CALLS = "openat,pwrite64,ftruncate,fsync,fdatasync,link,unlink,write"
_LINE = re.compile(r"^(\w+)\((.*)\) = (-?\d+)(<[^>]*>)?")
_ON = re.compile(r"^\d+<([^>]*)>")


@dataclass(frozen=True)
class Step:
    """One thing that the program did: to which file, where, and with what."""

    kind: str  # make, name, write, cut, sync, remove, say
    path: str
    other: str = ""  # the file that is named anew
    at: int = 0
    data: bytes = b""


@dataclass
class _File:
    sure: bytearray = field(default_factory=bytearray)
    maybe: list[Step] = field(default_factory=list)


class Disk:
    """The files below a folder, step by step."""

    def __init__(self, before: Mapping[str, bytes]) -> None:
        self._files = {path: _File(bytearray(data)) for path, data in before.items()}
        self._gone: dict[str, _File] = {}
        self._named: dict[str, _File] = {}

    def do(self, step: Step) -> None:
        """Take the next step."""
        if step.kind == "make":
            self._files.setdefault(step.path, _File(maybe=[step]))
        elif step.kind == "name":
            self._named[step.path] = self._files[step.other]
        elif step.kind == "remove":
            if step.path in self._files:
                self._gone[step.path] = self._files.pop(step.path)
        elif step.kind == "sync":
            self._sync(step.path)
        elif step.path in self._files:
            self._files[step.path].maybe.append(step)

    def _sync(self, path: str) -> None:
        if path in self._files:
            file = self._files[path]
            for one in file.maybe:
                _put(file.sure, one)
            file.maybe = []
        self._files |= {name: self._named.pop(name) for name in _within(self._named, path)}
        for name in _within(self._gone, path):
            del self._gone[name]

    def after_a_loss(self, chance: random.Random) -> dict[str, bytes]:
        """Files as they may be found when the power came back."""
        unsure = self._gone | self._named
        there = self._files | {path: unsure[path] for path in unsure if chance.random() < 0.5}
        found = {}
        for path, file in there.items():
            data, is_new = bytearray(file.sure), False
            keeps = chance.choice([0.0, 0.5, 0.9, 1.0])  # much, little or nothing was written
            for one in file.maybe:
                is_new = is_new or one.kind == "make"
                if chance.random() < keeps:
                    _put(data, _torn(one, chance))
                    is_new = is_new and one.kind != "make"
            if not is_new or data:
                found[path] = bytes(data)
        return found


def record(command: Sequence[str], folder: Path, **more: object) -> list[Step]:
    """Run the program to its end; its steps on files below the folder, and what it said."""
    told = folder.with_name(f"{folder.name}.trace")
    words = [
        "strace",
        "-qq",
        "-y",
        "-xx",
        "-s",
        "9000000",
        "-e",
        f"trace={_CALLS}",
        "-o",
        str(told),
    ]
    done = subprocess.run(  # type: ignore[call-overload]
        [*words, *command], capture_output=True, text=True, check=False, **more
    )
    assert done.returncode == 0, done.stderr
    with told.open() as lines:
        steps = [one for line in lines for one in _steps(line, str(folder))]
    told.unlink()
    return steps


def _steps(line: str, folder: str) -> Iterator[Step]:
    match = _LINE.match(line)
    if match is None or int(match[3]) < 0:
        return
    call, words = match[1], match[2]
    if call == "write" and words.startswith("1<"):
        yield Step("say", "", data=_bytes(words))
        return
    step = _of_names(call, words, match[4] or "") or _of_contents(call, words, int(match[3]))
    if step is not None and step.path.startswith(folder):
        yield step


def _of_names(call: str, words: str, opened: str) -> Step | None:
    """What makes, names or removes a file."""
    if call == "openat":
        return Step("make", _text(opened[1:-1])) if "O_CREAT" in words else Step("", "")
    if call == "link":
        old, new = (_text(one.strip('"')) for one in words.split(", "))
        return Step("name", new, old)
    return Step("remove", _text(words.strip('"'))) if call == "unlink" else None


def _of_contents(call: str, words: str, written: int) -> Step | None:
    """What changes or syncs a file that is open."""
    on = _ON.match(words)
    if on is None:
        return None
    path, last = _text(on[1]), words.rsplit(", ", 1)[-1]
    if call in ("fsync", "fdatasync"):
        return Step("sync", path)
    if call == "ftruncate":
        return Step("cut", path, at=int(last))
    at = int(last) if call == "pwrite64" else _AT_ITS_END
    return Step("write", path, at=at, data=_bytes(words)[:written])


def _within(files: Mapping[str, _File], folder: str) -> list[str]:
    return [path for path in files if str(Path(path).parent) == folder]


def _text(escaped: str) -> str:
    return bytes.fromhex(escaped.replace("\\x", "")).decode()


def _bytes(words: str) -> bytes:
    return bytes.fromhex(words.split('"')[1].replace("\\x", ""))


def _put(data: bytearray, step: Step) -> None:
    if step.kind == "cut":
        del data[step.at :]
        data.extend(bytes(max(0, step.at - len(data))))
    elif step.kind == "write":
        at = len(data) if step.at == _AT_ITS_END else step.at
        data.extend(bytes(max(0, at - len(data))))
        data[at : at + len(step.data)] = step.data


def _torn(step: Step, chance: random.Random) -> Step:
    """Mostly the whole write, now and then only its first sectors."""
    sectors = len(step.data) // _SECTOR
    if step.kind != "write" or sectors < 2 or chance.random() < 0.8:
        return step
    kept = step.data[: chance.randrange(sectors) * _SECTOR]
    return Step("write", step.path, at=step.at, data=kept)
