"""The process that opens a workbook: the file comes in on stdin, lines of JSON go out."""

import datetime
import io
import json
import resource
import sys
from typing import Any

import python_calamine

_ROWS = 16_384
_CHARS = 8 * 1024 * 1024
_EXACT = 10**15  # Excel keeps 15 digits; a longer number has lost its end


def main(sheet: str, memory: int, seconds: int) -> None:
    """Write the sheets' names, then the rows of one; a known failure is one word on stderr."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        visible = _visible(book)
        if not visible or (sheet and sheet not in book.sheet_names):
            sys.exit("workbook_no_sheet")
        rows = book.get_sheet_by_name(sheet or visible[0])
    except python_calamine.PasswordError:
        sys.exit("workbook_locked")
    except python_calamine.CalamineError:
        sys.exit("workbook_damaged")
    out = sys.stdout.buffer
    last = rows.end[0] + 1 if rows.end else 0
    out.write(json.dumps({"sheets": visible, "rows": last}).encode() + b"\n")
    _write(rows, out)
    out.flush()


def _visible(book: Any) -> list[str]:
    state = python_calamine.SheetVisibleEnum.Visible
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible == state and sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]


def _write(sheet: Any, out: Any) -> None:
    """Each line is one batch: a list of rows."""
    part: list[list[str | None]] = []
    chars = 0
    for row in sheet.iter_rows() if sheet.width else ():
        cells = [_text(cell) for cell in row]
        part.append(cells)
        chars += sum(len(cell) for cell in cells if cell)
        if len(part) == _ROWS or chars > _CHARS:
            out.write(json.dumps(part).encode() + b"\n")
            part, chars = [], 0
    if part:
        out.write(json.dumps(part).encode() + b"\n")


def _text(cell: Any) -> str | None:
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(" ")
    if isinstance(cell, (datetime.date, datetime.time)):
        return cell.isoformat()
    return None if cell is None else str(cell)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
