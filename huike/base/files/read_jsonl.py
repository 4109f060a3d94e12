"""JSON Lines: one object a line; numbers keep the digits they were written with."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from huike.base.files.limits import MIB, Limits
from huike.base.files.refusals import FileRefused
from huike.base.files.tables import BadRow, Batch, checked_header
from huike.base.files.text import Utf8Stream

_SAMPLE = MIB


class JsonlSource:
    """One text of JSON objects; the first megabyte says which fields there are."""

    def __init__(self, stream: Utf8Stream, limits: Limits) -> None:
        self._stream = stream
        self._longest = limits.cell_chars * 16
        sample = stream.peek(_SAMPLE)
        lines = sample.split(b"\n")
        whole = lines if len(sample) < _SAMPLE else lines[:-1]
        fields: dict[str, None] = {}
        for line in whole:
            found = _parsed(line)
            fields.update(dict.fromkeys(found or ()))
        if not fields:
            raise FileRefused(
                "No line of the file is a JSON object",
                code="jsonl_no_object",
                mend="Write one JSON object on each line",
            )
        self.columns = checked_header(list(fields), limits)

    def batches(self, size: int) -> Iterator[Batch]:
        """The objects as rows; a line that is no object is set aside."""
        rows: list[int] = []
        cells: list[tuple[str | None, ...]] = []
        bad: list[BadRow] = []
        for number, line in enumerate(self._lines(), 1):
            if not line.strip():
                continue
            found = _parsed(line)
            if found is None or not found.keys() <= set(self.columns):
                reason = "bad_json" if found is None else "unknown_field"
                bad.append(BadRow(number, reason, line.decode("utf-8", "replace")))  # type: ignore[arg-type]
                continue
            rows.append(number)
            cells.append(tuple(_text(found.get(name)) for name in self.columns))
            if len(rows) == size:
                yield self._batch(rows, cells, bad)
                rows, cells, bad = [], [], []
        yield self._batch(rows, cells, bad)

    def _batch(
        self, rows: list[int], cells: list[tuple[str | None, ...]], bad: list[BadRow]
    ) -> Batch:
        table = pl.DataFrame(cells, schema=dict.fromkeys(self.columns, pl.String), orient="row")
        return Batch(np.array(rows, np.int64), table, tuple(bad))

    def _lines(self) -> Iterator[bytes]:
        carry = b""
        while data := self._stream.read(MIB):
            *lines, carry = (carry + data).split(b"\n")
            yield from lines
            if len(carry) > self._longest:
                raise FileRefused(
                    f"A line is longer than {self._longest:,} bytes",
                    code="jsonl_long_line",
                    mend="Write one JSON object on each line",
                )
        if carry:
            yield carry


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        # Numbers stay text: 12.10 must not become 12.1, nor a long order number a float.
        found = json.loads(line, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
