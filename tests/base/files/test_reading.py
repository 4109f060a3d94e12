"""Tables of every format come in as the same cells, with their row numbers."""

import gzip
import io
import json
import zipfile

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from huike.base.files.facade import BadRow, FileRefused, open_table

_ROWS = [("订单号", "金额", "备注"), ("A1", "12.50", "好, 很好"), ("A2", "-3", "x")]


def _read(data: bytes, **options) -> tuple[list[int], list[tuple], list[BadRow]]:
    rows, cells, bad = [], [], []
    with open_table(io.BytesIO(data), **options) as reader:
        for batch in reader.batches():
            rows += batch.rows.tolist()
            cells += batch.table.rows()
            bad += batch.bad
    return rows, cells, bad


def _csv(sign: str = ",") -> str:
    lines = [sign.join(f'"{c}"' if sign in c else c for c in row) for row in _ROWS]
    return "\r\n".join(lines) + "\r\n"


def _xlsx(rows) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for place, row in enumerate(rows):
        sheet.write_row(place, 0, row)
    book.close()
    return out.getvalue()


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("sign", [",", "\t", ";", "|"])
def test_encoding_and_delimiter_are_found(encoding, named, sign):
    data = _csv(sign).encode(encoding)

    with open_table(io.BytesIO(data)) as reader:
        assert reader.columns == _ROWS[0]
        assert reader.delimiter == sign
        assert reader.format == ("tsv" if sign == "\t" else "csv")
        assert reader.encoding == named
    assert _read(data) == ([2, 3], _ROWS[1:], [])


def test_a_western_file_is_not_taken_for_chinese():
    data = "id,name\n1,Café Zoé\n2,£5 naïve\n3,Müller\n".encode("cp1252")

    assert _read(data)[1] == [("1", "Café Zoé"), ("2", "£5 naïve"), ("3", "Müller")]


def test_the_first_chinese_name_may_come_after_a_million_ascii_bytes():
    data = b"id,name\n" + b"1,plain\n" * 400_000 + "2,张三丰\n".encode("gb18030")

    rows, cells, bad = _read(data)

    assert (rows[-1], cells[-1], bad) == (400_002, ("2", "张三丰"), [])


def test_bytes_that_are_no_text_are_marked_and_counted():
    data = b"id,name\n" + "1,张三\n".encode() * 50 + b"2,\xff\xfe\n" + "3,李四\n".encode()

    with open_table(io.BytesIO(data)) as reader:
        cells = [row for batch in reader.batches() for row in batch.table.rows()]
        assert reader.broken == 2
    assert cells[50:] == [("2", "��"), ("3", "李四")]


@pytest.mark.parametrize("pack", ["gz", "zip"])
@pytest.mark.parametrize("inner", ["csv", "xlsx", "parquet", "jsonl"])
def test_packed_tables_are_unpacked(pack, inner):
    data = {
        "csv": _csv().encode("gb18030"),
        "xlsx": _xlsx(_ROWS),
        "parquet": _parquet(
            {name: [row[i] for row in _ROWS[1:]] for i, name in enumerate(_ROWS[0])}
        ),
        "jsonl": _jsonl(),
    }[inner]
    if pack == "gz":
        packed = gzip.compress(data)
    else:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("__MACOSX/._a", b"litter")
            archive.writestr("a.csv", data)
        packed = out.getvalue()

    with open_table(io.BytesIO(packed)) as reader:
        assert (reader.format, reader.compression) == (inner, pack)
    assert _read(packed)[1] == _ROWS[1:]


def _parquet(columns) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def _jsonl() -> bytes:
    lines = [json.dumps(dict(zip(_ROWS[0], r, strict=True)), ensure_ascii=False) for r in _ROWS[1:]]
    return "\n".join(lines).encode()


def test_row_numbers_are_those_a_spreadsheet_shows():
    data = b'a,b\n1,2\n3\n4,5,6\n\n"x\ny",7\n,\n8,9\n'

    rows, cells, bad = _read(data)

    assert rows == [2, 6, 8]
    assert cells == [("1", "2"), ("x\ny", "7"), ("8", "9")]
    assert bad == [BadRow(3, "column_count", "3"), BadRow(4, "column_count", "4,5,6")]


def test_row_numbers_hold_across_blocks_and_batches():
    wrong = {5, 150_000, 150_001, 299_999, 300_000}
    lines = ["a,b"] + [("x" if n in wrong else f"{n},yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy")
                       for n in range(2, 300_001)]  # fmt: skip

    rows, cells, bad = _read("\n".join(lines).encode())

    assert [int(cell[0]) for cell in cells] == rows
    assert {b.row for b in bad} == wrong
    assert len(rows) + len(bad) == 299_999


def test_rows_come_in_batches_of_the_asked_size():
    data = b"a,b\n" + b"1,2\n" * 2_500

    with open_table(io.BytesIO(data)) as reader:
        sizes = [batch.table.height for batch in reader.batches(rows=1_000)]
    assert sizes == [1_000, 1_000, 500]


@given(
    st.lists(
        st.tuples(*[st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8)] * 3),
        min_size=1,
        max_size=20,
    )
)
def test_any_text_in_quotes_comes_back_as_it_was(rows):
    lines = ["a,b,c"] + [",".join('"' + c.replace('"', '""') + '"' for c in row) for row in rows]

    _, cells, bad = _read("\n".join(lines).encode())

    assert cells == [row for row in rows if any(row)]
    assert bad == []


def test_excel_separator_line_and_leading_blank_lines_are_no_rows():
    assert _read(b"sep=;\r\na;b\r\n1;2\r\n") == ([3], [("1", "2")], [])
    assert _read(b"\n\na,b\n1,2\n") == ([4], [("1", "2")], [])


def test_quotes_inside_a_cell_and_missing_last_newline_are_read():
    assert _read(b'a,b\n5" pipe,"say ""hi"""\nx,y')[1] == [('5" pipe', 'say "hi"'), ("x", "y")]


def test_parquet_values_keep_their_digits():
    data = _parquet(
        {
            "id": pa.array([14075, None], pa.int64()),
            "paid": pa.array([1.39, 0.1], pa.float64()),
            "at": pa.array([1483271606_000_000_000, 0], pa.timestamp("ns")),
            "zoned": pa.array([1483271606_500_000, None], pa.timestamp("us", "UTC")),
        }
    )

    assert _read(data)[:2] == (
        [1, 2],
        [
            ("14075", "1.39", "2017-01-01 11:53:26", "2017-01-01 11:53:26.500000+00:00"),
            (None, "0.1", "1970-01-01 00:00:00", None),
        ],
    )


def test_xlsx_rows_are_numbered_as_shown_and_long_numbers_show_their_loss():
    data = _xlsx([[], ["id", "no"], [14075.0, 1234567890123456789], [], ["x", True]])

    assert _read(data)[:2] == ([3, 5], [("14075", "1.234567890123457e+18"), ("x", "true")])


def test_a_sheet_is_chosen_by_name():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    for name in ("一", "二"):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["a"])
        sheet.write_row(1, 0, [name])
    book.close()

    with open_table(io.BytesIO(out.getvalue())) as reader:
        assert reader.sheets == ("一", "二")
    assert _read(out.getvalue())[1] == [("一",)]
    assert _read(out.getvalue(), sheet="二")[1] == [("二",)]
    with pytest.raises(FileRefused, match="no such sheet"):
        _read(out.getvalue(), sheet="三")


def test_jsonl_numbers_keep_their_digits_and_bad_lines_are_set_aside():
    data = b'{"no":12345678901234567890,"paid":12.10}\n\n{oops\n{"no":"x","more":1}\n{"paid":"0"}\n'
    data = b'{"no":1,"paid":1}\n' + data

    rows, cells, bad = _read(data)

    assert rows == [1, 2, 5, 6]
    assert cells[1] == ("12345678901234567890", "12.10", None)
    assert bad == [BadRow(4, "bad_json", "{oops")]


def test_a_field_first_seen_after_the_sample_is_set_aside():
    data = b'{"a":"x"}\n' * 150_000 + b'{"a":"x","late":1}\n'

    rows, _, bad = _read(data)

    assert len(rows) == 150_000
    assert [(b.row, b.reason) for b in bad] == [(150_001, "unknown_field")]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet", "jsonl", "gz"])
def test_a_reader_knows_how_far_it_is(kind):
    columns = {name: [row[i] for row in _ROWS[1:]] for i, name in enumerate(_ROWS[0])}
    data = {
        "csv": _csv().encode(),
        "xlsx": _xlsx(_ROWS),
        "parquet": _parquet(columns),
        "jsonl": _jsonl(),
        "gz": gzip.compress(_csv().encode()),
    }[kind]

    with open_table(io.BytesIO(data)) as reader:
        list(reader.batches())
        done, total = reader.progress

    assert 0 < done == total


def test_a_reader_gives_strings_only():
    with open_table(io.BytesIO(_parquet({"a": [1], "b": [True], "c": ["x"]}))) as reader:
        for batch in reader.batches():
            assert set(batch.table.dtypes) == {pl.String}


def test_a_table_without_a_header_calls_its_columns_by_their_places():
    rows, cells, bad = _read("0,0,好\r\n1,0,x\r\n1,2\r\n3,0,\r\n".encode(), has_header=False)
    assert (rows, cells) == ([1, 2, 4], [("0", "0", "好"), ("1", "0", "x"), ("3", "0", "")])
    assert bad == [BadRow(3, "column_count", "1,2")]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_cells_parted_by_any_number_of_blanks_are_cells(encoding):
    text = " id   name\t price \r\n" + "".join(
        f"  {n}  茶{n}     {n}.50\r\n" for n in range(40_000)
    )
    rows, cells, bad = _read(text.encode(encoding), delimiter=" ")
    assert bad == []
    assert rows == list(range(2, 40_002))
    assert cells == [(str(n), f"茶{n}", f"{n}.50") for n in range(40_000)]
