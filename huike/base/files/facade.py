"""The door: tables in and out as streams, and files kept by key."""

from huike.base.files.blobs import Blob, delete, open_blob, put, stat
from huike.base.files.detect import Format
from huike.base.files.limits import DEFAULT as DEFAULT_LIMITS
from huike.base.files.limits import Limits
from huike.base.files.opening import open_table
from huike.base.files.refusals import FileRefused, FileTooLarge
from huike.base.files.tables import BadRow, Batch, TableReader
from huike.base.files.write import safe_cells, write_table

__all__ = [
    "DEFAULT_LIMITS",
    "BadRow",
    "Batch",
    "Blob",
    "FileRefused",
    "FileTooLarge",
    "Format",
    "Limits",
    "TableReader",
    "delete",
    "open_blob",
    "open_table",
    "put",
    "safe_cells",
    "stat",
    "write_table",
]
