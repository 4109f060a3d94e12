"""How much of a file is read before it is refused."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The most that one file may hold; a 2 GB export passes, a bomb does not."""

    unpacked_bytes: int = 16 * 1024 * MIB
    ratio: int = 300
    ratio_from_bytes: int = 64 * MIB  # small files compress as they like
    rows: int = 50_000_000
    columns: int = 1_000
    cell_chars: int = 65_536
    workbook_bytes: int = 256 * MIB
    workbook_unpacked_bytes: int = 2 * 1024 * MIB
    workbook_memory: int = 4 * 1024 * MIB
    workbook_seconds: int = 900
    archive_entries: int = 10_000


DEFAULT = Limits()
