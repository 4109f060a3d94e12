"""Kept files are whole, sealed, and found by their key only."""

import hashlib
import io

import pytest

from huike.base.files import facade as files
from huike.base.kernel.errors import HuikeError, NotFound


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.BLOB_URL = str(tmp_path / "blobs")


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 131_072, 3_000_001])
def test_what_is_put_is_what_is_opened(size):
    data = (b"0123456789abcdef" * (size // 16 + 1))[:size]

    blob = files.put(io.BytesIO(data))

    assert (blob.size, blob.sha256) == (size, hashlib.sha256(data).hexdigest())
    assert files.stat(blob.key) == blob
    with files.open_blob(blob.key) as source:
        assert source.read() == data
        source.seek(-min(size, 70_000), io.SEEK_END)
        assert source.read() == data[-min(size, 70_000) :] if size else True


def test_nothing_readable_lies_on_the_disk(tmp_path):
    files.put(io.BytesIO(b"phone,13800138000\n" * 10_000))

    kept = [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]

    assert len(kept) == 1
    assert b"13800138000" not in kept[0].read_bytes()


def test_a_changed_or_cut_file_is_refused(tmp_path):
    blob = files.put(io.BytesIO(b"x" * 200_000))
    (path,) = [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]
    whole = path.read_bytes()

    for broken in (whole[:-70_000], whole[:100_000] + b"?" + whole[100_001:], whole[:20], b""):
        path.write_bytes(broken)
        with pytest.raises(HuikeError), files.open_blob(blob.key) as source:
            source.read()


def test_a_file_over_the_limit_leaves_nothing(tmp_path):
    with pytest.raises(files.FileTooLarge):
        files.put(io.BytesIO(b"x" * 5_000_000), max_bytes=1_000_000)

    assert [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "key", ["../../etc/passwd", "", "a" * 97, "ab/cd", "0" * 32 + "." + "g" * 64]
)
def test_a_key_never_names_another_path(key):
    with pytest.raises(NotFound):
        files.open_blob(key)
    with pytest.raises(NotFound):
        files.delete(key)


def test_deleted_is_gone_and_deleting_twice_is_no_error():
    blob = files.put(io.BytesIO(b"x"))

    files.delete(blob.key)
    files.delete(blob.key)

    with pytest.raises(NotFound):
        files.open_blob(blob.key)


def test_a_kept_table_can_be_opened_as_a_table():
    blob = files.put(io.BytesIO(b"a,b\n1,2\n"))

    with files.open_table(files.open_blob(blob.key), "orders.csv") as reader:
        assert [row for batch in reader.batches() for row in batch.table.rows()] == [("1", "2")]
