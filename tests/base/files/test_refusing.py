"""Files that are no tables, or too much of one, are refused with a reason."""

import gzip
import io
import subprocess
import sys
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from huike.base.files.facade import FileRefused, FileTooLarge, Limits, open_table
from huike.base.files.limits import MIB
from huike.base.kernel.errors import HuikeError

_SMALL = Limits(
    unpacked_bytes=4 * MIB, ratio=20, ratio_from_bytes=MIB, rows=1_000, columns=10, cell_chars=100
)


def _drain(data: bytes, limits: Limits = _SMALL) -> None:
    with open_table(io.BytesIO(data), limits=limits) as reader:
        for _ in reader.batches():
            pass


def _zip(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def _parquet(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"\n\n  \n", "file_empty"),
        (b"a,,c\n1,2,3\n", "header_blank"),
        (b"a,b,a\n1,2,3\n", "header_doubled"),
        (b",,\n1,2,3\n", "header_missing"),
        (b"\x00\x01\x02\x03" * 100, "not_text"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old_workbook"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "markup_file"),
        (b'[{"a":1}]', "json_array"),
        (b"{oops\n{oops\n", "jsonl_no_object"),
        (gzip.compress(b"a,b\n1,2\n" * 100)[:-12], "file_damaged"),
        (b"\x1f\x8bgarbage that is no gz", "file_damaged"),
        (b"PK\x03\x04garbage that is no zip", "file_damaged"),
        (b"PAR1garbage that is no parquet", "file_damaged"),
        (gzip.compress(gzip.compress(b"a,b\n1,2\n")), "packed_twice"),
        (_zip(), "zip_not_one_file"),
        (_zip(("a.csv", b"a\n1\n"), ("b.csv", b"a\n1\n")), "zip_not_one_file"),
        (_parquet(pa.table({"a": [[1, 2]]})), "parquet_nested"),
        (b'a,b\n1,"2\n3,4\n5,6\n', "quote_unclosed"),
        (b'a,b\n1,"2\n' + b"3,4\n" * 3_000_000, "quote_unclosed"),
        (b"a,b\n\x81\x8d\xff\x90" * 20, "unknown_encoding"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_no_table_is_refused_by_name(data, code):
    with pytest.raises(HuikeError) as refused:
        _drain(data, Limits())

    assert refused.value.code == code
    assert refused.value.mend


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (gzip.compress(b"a,b\n" + b"1,2\n" * 2_000_000), "file_bomb"),
        (_zip(("a.csv", b"a,b\n" + b"1,2\n" * 2_000_000)), "file_over_unpacked_bytes"),
        (_zip(("a.csv", b"a,b\n" + b"1,2\n" * 500_000)), "file_bomb"),
        (_zip(("[Content_Types].xml", b""), ("xl/workbook.xml", b"0" * 2_000_000)), "file_bomb"),
        (_parquet(pa.table({"a": pa.array(["x" * 50]).take([0] * 900_000)})), "file_over_rows"),
        (b"a,b\n" + b"1,2\n" * 2_000, "file_over_rows"),
        (b",".join(b"c%d" % i for i in range(11)) + b"\n", "file_over_columns"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bomb_is_refused_by_the_limit_it_breaks(data, code):
    with pytest.raises(FileTooLarge) as refused:
        _drain(data)

    assert refused.value.code == code


def test_a_cell_over_the_limit_sets_its_row_aside():
    data = b"a,b\n1,2\n3," + b"x" * 101 + b"\n4,5\n"

    with open_table(io.BytesIO(data), limits=_SMALL) as reader:
        (batch,) = reader.batches()

    assert batch.rows.tolist() == [2, 4]
    assert [(b.row, b.reason) for b in batch.bad] == [(3, "cell_too_long")]


def _shared_string_bomb() -> bytes:
    """20 MB of shared string, used by three hundred thousand cells: 6 TB as text."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for row in range(300_000):
        sheet.write_string(row, 0, "x")
    book.close()
    source, packed = zipfile.ZipFile(out), io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "xl/sharedStrings.xml":
                data = data.replace(b"<t>x</t>", b"<t>" + b"x" * 20 * MIB + b"</t>")
            archive.writestr(entry.filename, data)
    return packed.getvalue()


def _far_cell() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "a")
    sheet.write(1_048_575, 16_383, "far")
    book.close()
    return out.getvalue()


@pytest.mark.parametrize("make", [_shared_string_bomb, _far_cell])
def test_a_workbook_that_asks_for_all_memory_only_ends_its_child(make):
    limits = Limits(workbook_memory=1024 * MIB, workbook_seconds=20)

    with pytest.raises(FileRefused) as refused:
        _drain(make(), limits)

    assert refused.value.code == "workbook_too_heavy"


# The peak is asked of the process's own memory: getrusage would still know its parent's.
_READ = """
import re, sys
from huike.base.files.facade import open_table
peak = lambda: int(re.search("VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024
rows = 0
with open_table(sys.argv[1]) as reader:
    for batch in reader.batches():
        first = peak() if rows < int(sys.argv[2]) else first
        rows += batch.table.height
print(rows, first, peak())
"""


@pytest.mark.parametrize(
    "megabytes", [300, pytest.param(2_100, marks=[pytest.mark.long, pytest.mark.timeout(600)])]
)
def test_a_large_file_is_never_in_memory(tmp_path, megabytes):
    line = b"536365,85123A,WHITE HANGING HEART T-LIGHT HOLDER,6,2010-12-01 08:26:00,2.55,17850\n"
    piece = line * (MIB // len(line))
    path = tmp_path / "large.csv"
    with open(path, "wb") as out:
        out.write(b"no,sku,title,quantity,at,price,customer\n")
        for _ in range(megabytes):
            out.write(piece)

    some = 150 * (MIB // len(line))
    answer = subprocess.run(
        [sys.executable, "-c", _READ, str(path), str(some)],
        capture_output=True,
        check=True,
        text=True,
    )
    rows, first, last = map(int, answer.stdout.split())

    assert rows == megabytes * (MIB // len(line))
    # What the first 150 MiB took is enough for all that comes after them.
    assert last < 800
    assert last - first < 50
