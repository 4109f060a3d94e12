"""XLSX: read by a child process with a memory limit, handed over in batches."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import polars as pl

from huike.base.files.limits import Limits
from huike.base.files.refusals import FileRefused, over
from huike.base.files.tables import Batch, checked_header, empty_file, sliced

_CHILD = str(Path(__file__).with_name("xlsx_child.py"))
_CODES = {
    "workbook_locked": ("The workbook is locked with a password", "Save it without a password"),
    "workbook_damaged": ("The workbook is damaged", "Open it, save it again and upload that"),
    "workbook_no_sheet": ("The workbook has no such sheet", "Choose one of its sheets"),
}


class XlsxSource:
    """One sheet of a workbook.

    A workbook cannot be streamed, and a small one can ask for any amount of memory (one cell at the
    far corner, one long text used a million times). So a child reads it under limits that the
    kernel enforces; when it dies, the file is refused and this process goes on.
    """

    def __init__(self, source: BinaryIO, size: int, limits: Limits, sheet: str) -> None:
        if size > limits.workbook_bytes:
            raise over("workbook_bytes", limits.workbook_bytes, mend="Save the sheet as CSV")
        self._limits = limits
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115
        self._child = subprocess.Popen(
            [
                sys.executable, "-P", _CHILD, sheet,
                str(limits.workbook_memory), str(limits.workbook_seconds),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )  # fmt: skip
        try:
            self._feed(source)
            self._row = 1
            said = self._answer()
            self.sheets, self._rows = tuple(said["sheets"]), said["rows"]
            self._first, self.columns = self._header()
        except BaseException:
            self.close()
            raise

    def progress(self) -> tuple[int, int]:
        """Rows read, and rows of the sheet."""
        return self._row - 1, self._rows

    def batches(self, size: int) -> Iterator[Batch]:
        """The rows under the header, by the numbers that the sheet shows."""
        rest: tuple[pl.DataFrame, int] | None = self._first
        while rest is not None:
            table, row = rest
            table = table.select(
                table.to_series(i).alias(name) for i, name in enumerate(self.columns)
            )
            numbers = np.arange(row, row + table.height, dtype=np.int64)
            yield from sliced(numbers, table, (), size)
            rest = self._next()

    def close(self) -> None:
        """End the child, whether it was read to the end or not."""
        if self._child.poll() is None:
            self._child.kill()
        self._child.wait()
        if self._child.stdout:
            self._child.stdout.close()
        self._errors.close()

    def _feed(self, source: BinaryIO) -> None:
        pipe = self._child.stdin
        assert pipe is not None
        try:
            while data := source.read(1 << 20):
                pipe.write(data)
            pipe.close()
        except BrokenPipeError:
            raise self._refusal() from None

    def _answer(self) -> Any:
        """The next line of the child; none at the end."""
        pipe = self._child.stdout
        assert pipe is not None
        line = pipe.readline(self._limits.workbook_memory)
        if not line.endswith(b"\n"):
            if self._child.wait() != 0:
                raise self._refusal()
            return None
        return json.loads(line)

    def _next(self) -> tuple[pl.DataFrame, int] | None:
        part = self._answer()
        if part is None:
            return None
        row, self._row = self._row, self._row + len(part)
        schema = {str(i): pl.String for i in range(len(part[0]))}
        return pl.DataFrame(part, schema=schema, orient="row"), row

    def _header(self) -> tuple[tuple[pl.DataFrame, int], tuple[str, ...]]:
        """The first row that is not empty; columns empty to the end belong to no table."""
        while (part := self._next()) is not None:
            table, row = part
            for place in range(table.height):
                names = list(table.row(place))
                if any((name or "").strip() for name in names):
                    rest = table[place + 1 :]
                    while names and not (names[-1] or "").strip() and _is_blank(rest, len(names)):
                        names.pop()
                    header = checked_header(names, self._limits)
                    return (rest, row + place + 1), header
        raise empty_file()

    def _refusal(self) -> FileRefused:
        self._child.wait()
        self._errors.seek(0)
        said = self._errors.read().decode("utf-8", "replace").strip().rsplit("\n", 1)[-1]
        detail, mend = _CODES.get(said, ("", ""))
        if detail:
            return FileRefused(detail, code=said, mend=mend)
        return FileRefused(
            "The workbook asks for more memory or time than a sheet should",
            code="workbook_too_heavy",
            mend="Save the sheet as CSV and upload that",
        )


def _is_blank(table: pl.DataFrame, width: int) -> bool:
    last = table.to_series(width - 1)
    return bool((last.fill_null("").str.len_bytes() == 0).all())
