"""Reads the tree of an erofs file: every path with its kind, mode, owner, size and link. It was written only from the format's
description and shares no code with what writes the file, so that a mistake there shows here. Of a file's content it knows only the
length.

Format: https://erofs.docs.kernel.org/en/latest/ondisk/core_ondisk.html
"""

import stat
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MAGIC: Final = 0xE0F5E1E2
SUPER_AT: Final = 1024
_SUPER: Final = struct.Struct("<IIIBBHQQIIII16s16s")
_COMPACT: Final = struct.Struct("<HHHHIIIIHHI")
_EXTENDED: Final = struct.Struct("<HHHHQIIIIQII16s")
_DIRENT: Final = struct.Struct("<QHBB")
_SLOT: Final = 32  # an inode's number times this is its place
_PLAIN, _INLINE = 0, 2  # the two layouts of a folder or link


class ErofsError(Exception):
    """This is not an erofs that we can read; `str()` says why."""


@dataclass(frozen=True, slots=True)
class Node:
    """One path, as the kernel will show it. `xattrs` counts its extended attributes, such as capabilities."""

    path: str
    mode: int
    uid: int
    gid: int
    size: int
    link: str
    xattrs: int

    @property
    def is_file(self) -> bool:
        """Whether it has content."""
        return stat.S_ISREG(self.mode)

    @property
    def permissions(self) -> int:
        """Its permissions: the lower twelve bits of its mode."""
        return stat.S_IMODE(self.mode)


@dataclass(frozen=True, slots=True)
class _Inode:
    mode: int
    uid: int
    gid: int
    size: int
    layout: int
    block: int
    body: int  # where the bytes after the inode and its attributes begin
    xattrs: int


class Erofs:
    """An erofs that begins at `start` in a file."""

    def __init__(self, file: Path, start: int = 0) -> None:
        """Open it. Raises ErofsError if there is none."""
        self._source = file.open("rb")
        self._start = start
        head = _SUPER.unpack(self._at(SUPER_AT, _SUPER.size))
        if head[0] != MAGIC:
            self.close()
            raise ErofsError(f"There is no erofs at {start} of {file.name}.")
        self._block = 1 << head[3]
        self._root = head[5]
        self._meta = head[10] * self._block
        self.label = head[13].rstrip(b"\0").decode()

    def close(self) -> None:
        """Let go of the file."""
        self._source.close()

    def nodes(self) -> Iterator[Node]:
        """Give every path, from `/` on, each folder before its content."""
        waiting = [("", self._root)]
        while waiting:
            path, number = waiting.pop()
            inode = self._inode(number)
            link = self._content(inode).decode() if stat.S_ISLNK(inode.mode) else ""
            yield Node(path or "/", inode.mode, inode.uid, inode.gid, inode.size, link, inode.xattrs)
            if stat.S_ISDIR(inode.mode):
                waiting.extend(sorted(((f"{path}/{name}", child) for name, child in self._names(inode)), reverse=True))

    def _inode(self, number: int) -> _Inode:
        place = self._meta + number * _SLOT
        (form,) = struct.unpack("<H", self._at(place, 2))
        layout = (form >> 1) & 7
        if form & 1:
            row = _EXTENDED.unpack(self._at(place, _EXTENDED.size))
            xattrs, mode, size, block, uid, gid, length = row[1], row[2], row[4], row[5], row[7], row[8], _EXTENDED.size
        else:
            row = _COMPACT.unpack(self._at(place, _COMPACT.size))
            xattrs, mode, size, block, uid, gid, length = row[1], row[2], row[4], row[6], row[8], row[9], _COMPACT.size
        attributes = 12 + 4 * (xattrs - 1) if xattrs else 0
        return _Inode(mode, uid, gid, size, layout, block, place + length + attributes, xattrs)

    def _content(self, inode: _Inode) -> bytes:
        """Read the content of a folder or link; these are never compressed."""
        if inode.layout not in {_PLAIN, _INLINE}:
            raise ErofsError(f"A folder or link is laid out as {inode.layout}, which this cannot read.")
        whole = inode.size if inode.layout == _PLAIN else inode.size // self._block * self._block
        content = self._at(inode.block * self._block, whole) if whole else b""
        return content + self._at(inode.body, inode.size - whole)

    def _names(self, folder: _Inode) -> Iterator[tuple[str, int]]:
        content = self._content(folder)
        for start in range(0, len(content), self._block):
            block = content[start : start + self._block]
            count = _DIRENT.unpack_from(block)[1] // _DIRENT.size
            rows = [_DIRENT.unpack_from(block, index * _DIRENT.size) for index in range(count)]
            ends = [*(row[1] for row in rows[1:]), len(block)]
            for row, end in zip(rows, ends, strict=True):
                name = block[row[1] : end].rstrip(b"\0").decode(errors="surrogateescape")
                if name not in {".", ".."}:
                    yield name, row[0]

    def _at(self, place: int, length: int) -> bytes:
        self._source.seek(self._start + place)
        content = self._source.read(length)
        if len(content) != length:
            raise ErofsError("The erofs ends too early: the image was cut.")
        return content
