"""What a file is, from its first bytes: format, encoding, delimiter."""

import codecs
import csv
import io
from typing import Literal

from huike.base.files.refusals import FileRefused

Format = Literal["csv", "tsv", "xlsx", "parquet", "jsonl"]
Container = Literal["gz", "zip", "parquet", "text"]

_DELIMITERS = ",\t;|"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def container(head: bytes) -> Container:
    """What the first bytes say the file is packed in; an old workbook is refused by name."""
    if head.startswith(b"\x1f\x8b"):
        return "gz"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused(
            "This is an old Excel workbook (.xls), or one locked with a password",
            code="old_workbook",
            mend="Open it and save it as .xlsx or CSV, without a password",
        )
    return "text"


def bom(head: bytes) -> tuple[str, int] | None:
    """The encoding that a byte order mark names, and the mark's length."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, len(mark)
    return None


def unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without a mark shows by zero bytes on one side; other zero bytes are no text."""
    zeros = head.count(0)
    if not zeros:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if zeros * 10 > len(head) * 3 and min(even, odd) * 20 < max(even, odd):
        return "utf-16-be" if even > odd else "utf-16-le"
    raise FileRefused(
        "The file is not text: it holds zero bytes",
        code="not_text",
        mend="Upload CSV, TSV, XLSX, Parquet or JSON Lines",
    )


def encoding(window: bytes) -> str:
    """UTF-8, GB18030 or Windows-1252, from bytes of which some are not ASCII."""
    _, broken = decode_counting(window, "utf-8")
    if not broken:
        return "utf-8"
    high = sum(byte >= 0x80 for byte in window)
    chinese, wrong = decode_counting(window, "gb18030")
    if wrong * 50 <= high and _looks_chinese(chinese):
        return "gb18030"
    if broken * 20 <= high:
        return "utf-8"
    if not any(byte in window for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)):
        return "cp1252"
    raise FileRefused(
        "The text is in no encoding that is known here",
        code="unknown_encoding",
        mend="Save the file as UTF-8",
        tried=["utf-8", "gb18030", "cp1252"],
    )


def decode_counting(data: bytes, name: str) -> tuple[str, int]:
    """The text, and how many places in it could not be decoded (a cut end is not one)."""
    decoder = codecs.getincrementaldecoder(name)("replace")
    text = decoder.decode(data)
    return text, text.count("�") - (data.count("�".encode()) if name == "utf-8" else 0)


def _looks_chinese(text: str) -> bool:
    """Whether what is not ASCII are the signs a Chinese text is made of.

    Western letters read as GB18030 become characters outside the two levels of GB 2312, because
    the byte after an accented letter is an ASCII letter.
    """
    high = [sign for sign in text if sign > "\x7f"]
    common = 0
    for sign in high:
        try:
            sign.encode("gb2312")
        except UnicodeEncodeError:
            continue
        common += 1
    return bool(high) and common * 10 >= len(high) * 7


def delimiter(text: str) -> str:
    """The sign that cuts the first lines into the same number of cells, and into most of them."""
    lines = text[: 64 * 1024]
    best, best_score = ",", 0.0
    for sign in _DELIMITERS:
        rows = _rows(lines, sign)
        if not rows or len(rows[0]) < 2:
            continue
        width = len(rows[0])
        alike = sum(len(row) == width for row in rows) / len(rows)
        score = alike * (1 + width / 1000)  # a tie goes to the sign that cuts more
        if score > best_score:
            best, best_score = sign, score
    return best


def _rows(text: str, sign: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    rows: list[list[str]] = []
    try:
        for row in reader:
            if row:
                rows.append(row)
            if len(rows) == 50:
                return rows
    except csv.Error:
        return rows
    # The window may end inside a row: without its last one, unless it is all there is.
    return rows[:-1] if len(rows) > 2 else rows
