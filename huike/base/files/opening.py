"""From any file to a reader: unpack, look at the content, choose the reader."""

import io
import tempfile
from functools import partial
from pathlib import Path
from re import Pattern
from typing import Any, BinaryIO

from huike.base.files import detect
from huike.base.files.joined import JoinedSource
from huike.base.files.limits import DEFAULT, Limits
from huike.base.files.read_csv import CsvSource
from huike.base.files.read_jsonl import JsonlSource
from huike.base.files.read_parquet import ParquetSource
from huike.base.files.read_xlsx import XlsxSource
from huike.base.files.refusals import FileRefused, over
from huike.base.files.tables import TableReader, empty_file
from huike.base.files.text import SpacedStream, Utf8Stream
from huike.base.files.unpack import Guarded, gunzip, is_workbook, member, only_member, parts

_HEAD = 4096


def open_table(
    source: Path | str | BinaryIO,
    name_hint: str = "",
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str = "",
    together: Pattern[str] | None = None,
    is_numbered: bool = False,
    has_header: bool = True,
    limits: Limits = DEFAULT,
) -> TableReader:
    """Open a table of any known format; `name_hint` only settles what the content leaves open.

    The tables of a zip file whose names all match `together` are parts of one. Where it
    `is_numbered`, columns of a text may share a name: the second is called "name (2)". The columns
    of a text without a header are called by their places, from "1" on. The delimiter " " is any
    number of blanks.
    """
    raw = open(source, "rb") if isinstance(source, str | Path) else source  # noqa: SIM115
    owned = raw is not source
    name = name_hint or (str(source) if owned else "")
    try:
        opening = _Opening(name, encoding, delimiter, sheet, limits)
        opening.together, opening.is_numbered = together, is_numbered
        opening.has_header = has_header
        return opening.reader(_seekable(raw, limits))
    except BaseException:
        if owned:
            raw.close()
        raise


class _Opening:
    """What is known while a file is being opened."""

    def __init__(
        self, name: str, encoding: str | None, delimiter: str | None, sheet: str, limits: Limits
    ) -> None:
        self._name = name.lower()
        self._encoding = encoding
        self._delimiter = delimiter
        self._sheet = sheet
        self._limits = limits
        self._compression = ""
        self._size = 0
        self.together: Pattern[str] | None = None
        self.is_numbered = False
        self.has_header = True

    def reader(self, raw: BinaryIO) -> TableReader:
        size = self._size = raw.seek(0, io.SEEK_END)
        raw.seek(0)
        head = raw.read(_HEAD)
        raw.seek(0)
        if not head:
            raise empty_file()
        kind = detect.container(head)
        if kind == "parquet":
            return self._made("parquet", ParquetSource(raw, size, self._limits), raw)
        if kind == "zip" and is_workbook(raw, self._limits):
            return self._made("xlsx", XlsxSource(raw, size, self._limits, self._sheet), raw)
        if kind == "text":
            return self._text(raw, raw)
        if self._compression:
            raise FileRefused(
                "The file is packed twice",
                code="packed_twice",
                mend="Unpack it once and upload that",
            )
        self._compression = kind
        if kind == "gz":
            return self._unpacked(gunzip(raw, size, self._limits), raw)
        if self.together and (names := parts(raw, self.together, self._limits)):
            return self._joined(raw, names)
        name, member = only_member(raw, self._limits)
        self._name = name.lower()
        return self._unpacked(member, raw)

    def _unpacked(self, inner: Guarded, raw: BinaryIO) -> TableReader:
        """Text streams on; a format read from both ends goes through a nameless file."""
        head = inner.read(_HEAD)
        if not head:
            raise empty_file()
        joined = _Joined(head, inner)
        if detect.container(head) == "text":
            return self._text(joined, raw)
        return self.reader(_seekable(joined, self._limits))

    def _joined(self, raw: BinaryIO, names: list[str]) -> TableReader:
        def stream_of(name: str) -> Utf8Stream:
            return Utf8Stream(member(raw, name, self._limits), self._encoding)  # type: ignore[arg-type]

        table_of = partial(
            CsvSource,
            limits=self._limits,
            delimiter=self._delimiter,
            is_numbered=self.is_numbered,
            has_header=self.has_header,
        )
        table = JoinedSource(names, stream_of, table_of)
        return self._made("csv", table, raw, table)

    def _text(self, source: Any, raw: BinaryIO) -> TableReader:
        is_spaced = self._delimiter == " "
        stream = (SpacedStream if is_spaced else Utf8Stream)(source, self._encoding)
        start = stream.peek(_HEAD).decode("utf-8", "ignore").lstrip()
        _refuse_other_text(start)
        if start.startswith("{"):
            return self._made("jsonl", JsonlSource(stream, self._limits), raw, stream)
        is_tabbed = is_spaced or (not self._delimiter and self._name.endswith(".tsv"))
        table = CsvSource(
            stream,
            self._limits,
            "\t" if is_tabbed else self._delimiter,
            is_numbered=self.is_numbered,
            has_header=self.has_header,
        )
        return self._made("tsv" if table.delimiter == "\t" else "csv", table, raw, stream)

    def _made(
        self,
        kind: detect.Format,
        table: Any,
        raw: BinaryIO,
        stream: Utf8Stream | JoinedSource | None = None,
    ) -> TableReader:
        closers = [getattr(table, "close", None), raw.close]

        def close() -> None:
            for closer in closers:
                if closer:
                    closer()

        return TableReader(
            format=kind,
            columns=table.columns,
            delimiter=getattr(table, "delimiter", ""),
            compression=self._compression,
            sheets=getattr(table, "sheets", ()),
            _encoding=lambda: stream.encoding if stream else "",
            _broken=lambda: stream.broken if stream else 0,
            _progress=getattr(table, "progress", None) or (lambda: (raw.tell(), self._size)),
            _source=table.batches,
            _close=close,
            _limits=self._limits,
        )


class _Joined(io.RawIOBase):
    """Bytes that were read ahead, then the rest."""

    def __init__(self, head: bytes, rest: Guarded) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if self._head:
            size = len(self._head) if size is None or size < 0 else size
            out, self._head = self._head[:size], self._head[size:]
            return out
        return self._rest.read(size)


def _seekable(raw: Any, limits: Limits) -> BinaryIO:
    """The stream itself, or its bytes in a file without a name that ends with the process."""
    if raw.seekable():
        return raw  # type: ignore[no-any-return]
    kept = tempfile.TemporaryFile()  # noqa: SIM115
    size = 0
    while data := raw.read(1 << 20):
        size += len(data)
        if size > limits.unpacked_bytes:
            kept.close()
            raise over("unpacked_bytes", limits.unpacked_bytes)
        kept.write(data)
    kept.seek(0)
    return kept


def _refuse_other_text(start: str) -> None:
    low = start[:200].lower()
    if low.startswith(("<!doctype", "<html", "<table", "<?xml", "<head", "<meta")):
        raise FileRefused(
            "This is a web page or XML, not a table (some shops export it as .xls)",
            code="markup_file",
            mend="Open it in Excel or WPS and save it as .xlsx or CSV",
        )
    if start.startswith("["):
        raise FileRefused(
            "This is one JSON array", code="json_array", mend="Write one JSON object on each line"
        )
