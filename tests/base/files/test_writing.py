"""Tables go out in every format, and no cell becomes a formula."""

import gzip
import io
from datetime import datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huike.base.files.facade import open_table, write_table

_COLUMNS = ["名字", "n", "at"]
_BATCHES = [
    pl.DataFrame({"a": ["张三", "x,y"], "b": [1, -2], "c": [datetime(2024, 1, 2, 3, 4, 5)] * 2}),
    pl.DataFrame({"a": ['q"', None], "b": [3, None], "c": [datetime(2024, 1, 2, 3, 4, 5)] * 2}),
]


@pytest.mark.parametrize("format", ["csv", "tsv", "xlsx", "parquet", "jsonl"])
@pytest.mark.parametrize("compress", [None, "gz"])
def test_what_is_written_is_read_again(format, compress):
    out = io.BytesIO()

    assert write_table(format, _COLUMNS, iter(_BATCHES), out, compress=compress) == 4

    with open_table(io.BytesIO(out.getvalue())) as reader:
        assert reader.columns == tuple(_COLUMNS)
        assert reader.format == format
        cells = [
            [cell or None for cell in row[:2]]
            for batch in reader.batches()
            for row in batch.table.rows()
        ]
    assert cells == [["张三", "1"], ["x,y", "-2"], ['q"', "3"], [None, None]]


@pytest.mark.parametrize("format", ["csv", "tsv", "xlsx", "parquet", "jsonl"])
def test_a_table_without_rows_has_its_columns(format):
    out = io.BytesIO()

    assert write_table(format, ["a", "b"], [], out) == 0

    if format != "jsonl":
        with open_table(io.BytesIO(out.getvalue())) as reader:
            assert reader.columns == ("a", "b")
            assert sum(batch.table.height for batch in reader.batches()) == 0


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_cell_of_a_csv_begins_a_formula(start):
    out = io.BytesIO()

    write_table("csv", [f"{start}head"], [pl.DataFrame({"a": [f"{start}1+cmd", "fine"]})], out)

    with open_table(io.BytesIO(out.getvalue()), delimiter=",") as reader:
        assert reader.columns == (f"'{start}head",)
        cells = [row[0] for batch in reader.batches() for row in batch.table.rows()]
    assert cells == [f"'{start}1+cmd", "fine"]


def test_a_number_is_no_formula():
    out = io.BytesIO()

    write_table("csv", ["n"], [pl.DataFrame({"n": [-5]})], out)

    assert out.getvalue() == b"\xef\xbb\xbfn\n-5\n"


def test_a_formula_in_a_workbook_is_text():
    out = io.BytesIO()

    write_table("xlsx", ["a"], [pl.DataFrame({"a": ["=1+1", "http://x"]})], out)

    with open_table(io.BytesIO(out.getvalue())) as reader:
        assert [row[0] for b in reader.batches() for row in b.table.rows()] == ["=1+1", "http://x"]


def test_gz_is_the_same_every_time():
    first, second = io.BytesIO(), io.BytesIO()
    for out in (first, second):
        write_table("csv", ["a"], [pl.DataFrame({"a": ["x"]})], out, compress="gz")

    assert first.getvalue() == second.getvalue()
    assert gzip.decompress(first.getvalue()) == b"\xef\xbb\xbfa\nx\n"


@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc"))), min_size=1, max_size=20))
def test_any_text_survives_parquet_and_jsonl(texts):
    for kind in ("parquet", "jsonl"):
        out = io.BytesIO()
        table = pl.DataFrame({"a": texts, "b": ["x"] * len(texts)})
        write_table(kind, ["a", "b"], [table], out)
        with open_table(io.BytesIO(out.getvalue())) as reader:
            assert [r[0] for batch in reader.batches() for r in batch.table.rows()] == texts
