"""Files encrypted at rest, readable from any place.

A file is a head (magic, wrapped key) and frames of 64 KiB, each sealed with AES-256-GCM under the
file's own key. The frame's number is its nonce (the key serves one file only), and the last frame
is marked as such, so frames can be neither changed, nor swapped, nor cut off unseen.
"""

import io
import struct
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from huike.base.files.refusals import damaged
from huike.base.kernel import crypto

_MAGIC = b"HKB1"
_FRAME = 1 << 16
_TAG = 16
_HEAD = struct.Struct("<4sH")


class Sealer:
    """Writes plain bytes to a file as frames; `finish` writes the last one."""

    def __init__(self, out: BinaryIO) -> None:
        key = crypto.new_key()
        wrapped = crypto.wrap_key(key)
        out.write(_HEAD.pack(_MAGIC, len(wrapped)) + wrapped)
        self._out = out
        self._cipher = AESGCM(key)
        self._held = bytearray()
        self._frame = 0

    def write(self, data: bytes) -> None:
        """Take some bytes; at least one frame stays behind, for it may be the last."""
        self._held += data
        start = 0
        while len(self._held) - start > _FRAME:
            self._seal(bytes(self._held[start : start + _FRAME]), is_last=False)
            start += _FRAME
        del self._held[:start]

    def finish(self) -> None:
        """Write the last frame (an empty file has one, too)."""
        self._seal(bytes(self._held), is_last=True)

    def _seal(self, data: bytes, *, is_last: bool) -> None:
        self._out.write(self._cipher.encrypt(*_frame(self._frame, data, is_last)))
        self._frame += 1


class Opener(io.RawIOBase):
    """The plain bytes of a sealed file, from any place; a changed byte is a refusal."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        head = source.read(_HEAD.size)
        if len(head) != _HEAD.size or head[:4] != _MAGIC:
            raise damaged("stored")
        length = _HEAD.unpack(head)[1]
        self._cipher = AESGCM(crypto.unwrap_key(source.read(length)))
        self._start = _HEAD.size + length
        sealed = source.seek(0, io.SEEK_END) - self._start
        self._frames = max(1, -(-sealed // (_FRAME + _TAG)))
        self.size = sealed - self._frames * _TAG
        if self.size < 0:
            raise damaged("stored")
        self._place = 0
        self._loaded = -1
        self._data = b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self.size}[whence]
        self._place = max(0, base + offset)
        return self._place

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        if self._place >= self.size or not len(view):
            if not self.size:
                self._load(0)
            return 0
        number, inside = divmod(self._place, _FRAME)
        self._load(number)
        data = self._data[inside : inside + len(view)]
        view[: len(data)] = data
        self._place += len(data)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()

    def _load(self, number: int) -> None:
        if number == self._loaded:
            return
        self._source.seek(self._start + number * (_FRAME + _TAG))
        sealed = self._source.read(_FRAME + _TAG)
        nonce, data, label = _frame(number, sealed, number == self._frames - 1)
        try:
            self._data = self._cipher.decrypt(nonce, data, label)
        except InvalidTag:
            raise damaged("stored") from None
        self._loaded = number


def _frame(number: int, data: bytes, is_last: bool) -> tuple[bytes, bytes, bytes]:
    """Nonce, data and label of one frame."""
    return struct.pack("<QI", number, 0), data, b"last" if is_last else b"more"
