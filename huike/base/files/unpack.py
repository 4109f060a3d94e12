"""gz and zip as streams, counted against the limits while they unpack."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from re import Pattern
from typing import BinaryIO

from huike.base.files.limits import Limits
from huike.base.files.refusals import FileRefused, bomb, damaged, over


@contextmanager
def damage(what: str) -> Iterator[None]:
    """Turn what a broken container raises into a refusal."""
    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error, zipfile.BadZipFile) as broken:
        raise damaged(what) from broken


class Guarded(io.RawIOBase):
    """A stream that is unpacking: it stops when more comes out than a table would hold."""

    def __init__(self, source: BinaryIO, *, packed: int, what: str, limits: Limits) -> None:
        self._source = source
        self._packed = max(packed, 1)
        self._what = what
        self._limits = limits
        self._out = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; all of it only as far as the limits go."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(1 << 20), b""))
        with damage(self._what):
            data = self._source.read(size)
        self._out += len(data)
        limits = self._limits
        if self._out > limits.unpacked_bytes:
            raise over("unpacked_bytes", limits.unpacked_bytes)
        # Measured against the whole packed size: a ratio that only the end could mend is no excuse.
        if self._out > max(limits.ratio_from_bytes, self._packed * limits.ratio):
            raise bomb(limits.ratio)
        return data

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()


def gunzip(source: BinaryIO, packed: int, limits: Limits) -> Guarded:
    """What the gz file holds."""
    unpacked = gzip.GzipFile(fileobj=source, mode="rb")
    return Guarded(unpacked, packed=packed, what="gz", limits=limits)  # type: ignore[arg-type]


def only_member(source: BinaryIO, limits: Limits) -> tuple[str, Guarded]:
    """The name and content of the one table inside a zip file."""
    archive, tables = _tables(source, limits)
    if len(tables) != 1:
        raise FileRefused(
            f"The zip file holds {len(tables)} files; exactly one table is expected",
            code="zip_not_one_file",
            mend="Upload the tables one by one",
            files=[e.filename for e in tables[:20]],
        )
    return tables[0].filename, _opened(archive, tables[0], limits)


def parts(source: BinaryIO, belongs: Pattern[str], limits: Limits) -> list[str]:
    """The names of the tables in a zip file, if they all are parts of one export; else none."""
    _, tables = _tables(source, limits)
    names = [entry.filename for entry in tables if entry.file_size]
    source.seek(0)
    is_whole = all(belongs.search(name.rsplit("/", 1)[-1]) for name in names)
    if is_whole and sum(entry.file_size for entry in tables) > limits.unpacked_bytes:
        raise over("unpacked_bytes", limits.unpacked_bytes)
    return names if is_whole else []


def member(source: BinaryIO, name: str, limits: Limits) -> Guarded:
    """The content of one table of a zip file."""
    with damage("zip"):
        archive = zipfile.ZipFile(source)
        entry = archive.getinfo(name)
    return _opened(archive, entry, limits)


def _tables(source: BinaryIO, limits: Limits) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    with damage("zip"):
        archive = zipfile.ZipFile(source)
    entries = archive.infolist()
    if len(entries) > limits.archive_entries:
        raise over("archive_entries", limits.archive_entries)
    return archive, [e for e in entries if not e.is_dir() and not _is_litter(e.filename)]


def _opened(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits) -> Guarded:
    if entry.flag_bits & 1:
        raise FileRefused(
            "The zip file is locked with a password", code="zip_locked", mend="Unpack it first"
        )
    if entry.file_size > limits.unpacked_bytes:
        raise over("unpacked_bytes", limits.unpacked_bytes)
    try:
        with damage("zip"):
            content = archive.open(entry)
    except NotImplementedError as unknown:
        raise FileRefused(
            "The zip file is packed by an unknown method",
            code="zip_method",
            mend="Pack it again with an ordinary zip program, or as .gz",
        ) from unknown
    return Guarded(content, packed=entry.compress_size, what="zip", limits=limits)  # type: ignore[arg-type]


def is_workbook(source: BinaryIO, limits: Limits) -> bool:
    """Whether this zip file is an XLSX workbook; one that would unpack too far is refused here."""
    source.seek(0)
    with damage("zip"):
        entries = zipfile.ZipFile(source).infolist()
    source.seek(0)
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        return False
    if len(entries) > limits.archive_entries:
        raise over("archive_entries", limits.archive_entries)
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if total > limits.workbook_unpacked_bytes:
        raise over("workbook_unpacked_bytes", limits.workbook_unpacked_bytes, mend=_AS_CSV)
    if total > max(limits.ratio_from_bytes, packed * limits.ratio):
        raise bomb(limits.ratio)
    return True


_AS_CSV = "Save the sheet as CSV and upload that"


def _is_litter(name: str) -> bool:
    last = name.rsplit("/", 1)[-1]
    return name.startswith("__MACOSX/") or last in ("", ".DS_Store", "Thumbs.db")
