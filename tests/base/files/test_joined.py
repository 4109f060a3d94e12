"""An export that comes in parts is read as one table; whatever else lies in a zip file is not."""

import io
import re
import zipfile

import pytest

from huike.base.files.facade import FileRefused, FileTooLarge, Limits, open_table
from huike.base.files.limits import MIB

_PARTS = re.compile(r"^(old|new)_.*\.csv$")
_LIMITS = Limits(unpacked_bytes=4 * MIB, ratio=20, ratio_from_bytes=MIB)


def _zip(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(f"export/{name}.csv", data)
    return out.getvalue()


def _open(data: bytes, **more: object):
    return open_table(io.BytesIO(data), "export.zip", together=_PARTS, limits=_LIMITS, **more)  # type: ignore[arg-type]


def test_the_parts_stand_below_each_other_with_the_columns_of_all():
    data = _zip(
        old_1="\ufeffa,b\r\n1,2\r\n3,4\r\n".encode(),
        new_1="b;c\n5;名字\n6\n".encode("gb18030"),
        old_2=b"a,b\n",
        new_2=b"",
    )

    with _open(data) as reader:
        batches = list(reader.batches())

    assert reader.columns == ("a", "b", "c", "FILE")
    assert reader.encoding == "gb18030"
    rows = [row for batch in batches for row in batch.table.rows()]
    assert rows == [
        ("1", "2", None, "old_1.csv"),
        ("3", "4", None, "old_1.csv"),
        (None, "5", "名字", "new_1.csv"),
    ]
    # As in one sheet: three lines of the first part, then the second with its header.
    assert [n for batch in batches for n in batch.rows.tolist()] == [2, 3, 5]
    assert [(b.row, b.reason) for batch in batches for b in batch.bad] == [(6, "column_count")]


def test_one_part_alone_says_its_name_too():
    with _open(_zip(old_1=b"a\n1\n")) as reader:
        (batch,) = reader.batches()
    assert batch.table.rows() == [("1", "old_1.csv")]


def test_a_zip_file_with_anything_else_is_no_export():
    with pytest.raises(FileRefused) as refused:
        _open(_zip(old_1=b"a\n1\n", report=b"b\n1\n"))
    assert refused.value.code == "zip_not_one_file"
    assert refused.value.params["files"] == ["export/old_1.csv", "export/report.csv"]


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"old_1": b"a\n1\n", "new_1": b"a,b\n" + b"1,2\n" * 500_000}, "file_bomb"),
        ({"old_1": b"a\n" + b"1\n" * 1_500_000, "new_1": b"a\n" + b"1\n" * 1_500_000},
         "file_over_unpacked_bytes"),
    ],
)  # fmt: skip
def test_a_bomb_among_the_parts_is_refused(members, code):
    with pytest.raises(FileTooLarge) as refused, _open(_zip(**members)) as reader:
        list(reader.batches())
    assert refused.value.code == code


def test_a_locked_part_is_refused():
    data = bytearray(_zip(old_1=b"a\n1\n"))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    with pytest.raises(FileRefused) as refused:
        _open(bytes(data))
    assert refused.value.code == "zip_locked"


def test_twins_among_the_columns_are_numbered_where_that_is_asked_for():
    with open_table(io.BytesIO(b"a,b,a,a (2)\n1,2,3,4\n"), is_numbered=True) as reader:
        assert reader.columns == ("a", "b", "a (2)", "a (2) (2)")
