"""Any text file as a stream of UTF-8, decided while it is read."""

import codecs
import io
import re
from typing import BinaryIO

from huike.base.files import detect

_CHUNK = 1 << 20
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_WINDOW = 1 << 18
_BLANKS = re.compile(rb"[ \t]+")
_MARGINS = re.compile(rb"(?m)^\t|\t(?=\r?$)")


class Utf8Stream(io.RawIOBase):
    """Reads bytes of any known encoding and gives UTF-8 without a mark.

    A long file may be plain ASCII for a million rows before the first Chinese name: the encoding is
    decided at the first byte that is not ASCII. What cannot be decoded becomes U+FFFD and is
    counted in `broken`; the reader of the table names the rows.
    """

    def __init__(self, source: BinaryIO, encoding: str | None = None) -> None:
        self._source = source
        self._encoding = encoding
        self._carry = b""
        self._ready = b""
        self._decoder: codecs.IncrementalDecoder | None = None
        self._ended = False
        self.broken = 0
        self.last = b""  # the last bytes given out
        self.has_mark = False
        self._start()

    @property
    def encoding(self) -> str:
        """The encoding found so far; ASCII alone is called utf-8."""
        return self._encoding or "utf-8"

    def readable(self) -> bool:
        return True

    def peek(self, size: int) -> bytes:
        """The next bytes without taking them; fewer only at the end."""
        parts, have = [self._ready], len(self._ready)
        while have < size and (more := self._more()):
            parts.append(more)
            have += len(more)
        self._ready = b"".join(parts)
        return self._ready[:size]

    def read(self, size: int = -1) -> bytes:
        """`size` bytes of UTF-8, fewer only at the end: the same file gives the same pieces."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(_CHUNK), b""))
        out = self.peek(size)
        self._ready = self._ready[len(out) :]
        self.last = (self.last + out[-16:])[-16:]
        return out

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()

    def _start(self) -> None:
        head = self._raw(4096)
        marked = detect.bom(head)
        if marked:
            name, length = marked
            self._encoding, head, self.has_mark = name, head[length:], True
        elif self._encoding is None:
            self._encoding = detect.unmarked_utf16(head)
        self._carry = head

    def _raw(self, size: int) -> bytes:
        parts: list[bytes] = []
        while size > 0 and (data := self._source.read(size)):
            parts.append(data)
            size -= len(data)
        return b"".join(parts)

    def _more(self) -> bytes:
        """The next piece as UTF-8; never empty before the end."""
        while not self._ended:
            data = self._carry + (self._source.read(_CHUNK) or b"")
            self._ended = len(data) == len(self._carry)
            self._carry = b""
            out = self._as_utf8(data)
            if out:
                return out
        return b""

    def _as_utf8(self, data: bytes) -> bytes:
        if self._encoding is None:
            if data.isascii():
                return data
            first = _NOT_ASCII.search(data).start()  # type: ignore[union-attr]
            window = data[first : first + _WINDOW]
            if len(window) < _WINDOW and not self._ended:
                more = self._raw(_WINDOW - len(window))
                data, window = data + more, window + more
            self._encoding = detect.encoding(window)
        if self._encoding == "utf-8" and self._decoder is None:
            return self._checked(data)
        if self._decoder is None:
            self._decoder = codecs.getincrementaldecoder(self._encoding)("replace")
        text = self._decoder.decode(data, final=self._ended)
        self.broken += text.count("�")
        return text.encode("utf-8", "replace")

    def _checked(self, data: bytes) -> bytes:
        """Valid UTF-8 passes as it is, without a copy; only a broken piece is mended."""
        try:
            _, used = codecs.utf_8_decode(data, "strict", self._ended)
        except UnicodeDecodeError:
            cut = len(data) if self._ended else _whole(data)
            text = data[:cut].decode("utf-8", "replace")
            self._carry = data[cut:]
            self.broken += text.count("�")
            return text.encode()
        self._carry = data[used:]
        return data[:used] if used < len(data) else data


class SpacedStream(Utf8Stream):
    """Lines of cells parted by any number of blanks: what stands between two cells is one tab."""

    _held = b""

    def _more(self) -> bytes:
        while True:
            piece = super()._more()
            lines = self._held + piece
            # A line that goes on is kept back: its blanks may go on too.
            cut = lines.rfind(b"\n") + 1 if piece else len(lines)
            self._held = lines[cut:]
            if cut or not piece:
                return _MARGINS.sub(b"", _BLANKS.sub(b"\t", lines[:cut]))


def _whole(data: bytes) -> int:
    """Where the last complete character of UTF-8 ends (a cut one is at most three bytes)."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte < 0x80:
            return len(data)
        if byte >= 0xC0:
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(data) if back >= length else len(data) - back
    return len(data)
