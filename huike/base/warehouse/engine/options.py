"""What the engine is told at start, and the configuration chDB reads from it."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode
from xml.sax.saxutils import escape

SHORT_SECONDS = 2.0
LONG_SECONDS = 3600.0
CACHE_BYTES = 256_000_000
SMALL_CACHE_BYTES = 64_000_000


@dataclass(frozen=True, kw_only=True)
class Options:
    """One engine: its folder, its door and its limits."""

    path: Path
    ready_file: Path
    database: str = "huike"  # made at start: what is in `default` cannot be restored
    port: int = 0
    memory: int = 0  # bytes; 0 = two fifths of the machine, at most 4 GB
    backups: tuple[Path, ...] = ()
    lock_wait: float = 0.0
    keeper: int = 0  # process that starts the engine again when it dies; 0 = nobody
    with_parent: bool = False  # leave when standard input closes and nobody is connected
    short_connections: int = field(default_factory=lambda: os.cpu_count() or 2)
    insert_connections: int = field(default_factory=lambda: max(1, (os.cpu_count() or 2) // 2))
    long_connections: int = 1
    sessions: int = 32
    waits_for_disk: bool = True  # what is answered has been written, should the power go

    def memory_cap(self) -> int:
        """Bytes the engine may use before queries spill or are refused."""
        if self.memory:
            return self.memory
        machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        return max(1_000_000_000, min(4_000_000_000, machine * 2 // 5))


def base_settings() -> dict[str, str]:
    """Settings of every query that names no others."""
    return {
        "max_execution_time": str(int(LONG_SECONDS)),
        "timeout_overflow_mode": "throw",
        "implicit_select": "0",
        "allow_python_table_function": "0",
        "allow_introspection_functions": "0",
        "date_time_input_format": "best_effort",
        "output_format_arrow_string_as_string": "1",
        "max_result_bytes": "2000000000",
    }


def server_settings(options: Options) -> dict[str, str]:
    """Settings of the whole engine; the start reads them back, as unknown names are ignored."""
    return {
        "max_server_memory_usage": str(options.memory_cap()),
        "background_pool_size": "2",
        "mark_cache_size": str(CACHE_BYTES),
        "index_mark_cache_size": str(SMALL_CACHE_BYTES),
        "primary_index_cache_size": str(SMALL_CACHE_BYTES),
    }


def table_settings(options: Options) -> dict[str, str]:
    """Settings of every table that names no others; read back at start as well.

    Merges need not wait: the parts they replace stay eight minutes longer.
    """
    wait = str(int(options.waits_for_disk))
    return {"fsync_after_insert": wait, "fsync_part_directory": wait}


def write_config(options: Options) -> Path:
    """Write chDB's configuration beside the folder and tell where."""
    lines = [f"<{name}>{value}</{name}>" for name, value in server_settings(options).items()]
    tables = "".join(f"<{key}>{value}</{key}>" for key, value in table_settings(options).items())
    allowed = "".join(
        f"<allowed_path>{escape(str(folder))}</allowed_path>" for folder in options.backups
    )
    inner = f"{''.join(lines)}<merge_tree>{tables}</merge_tree><backups>{allowed}</backups>"
    text = f"<clickhouse>{inner}</clickhouse>\n"
    target = options.path.with_name(options.path.name + ".config.xml")
    target.write_text(text)
    return target


def connection_string(options: Options, config: Path) -> str:
    """How a connection to this engine is opened inside the process."""
    return f"{options.path}?{urlencode({'config-file': str(config)})}"
