"""Makes an archive that the kernel unpacks before it has a root (cpio, "newc"). Pure: entries in, bytes out.

Layout: https://docs.kernel.org/driver-api/early-userspace/buffer-format.html
"""

import stat
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A file, folder, link or device that belongs to root. `mode` includes its type, as in `stat`."""

    name: str
    mode: int
    content: bytes = b""
    device: tuple[int, int] = (0, 0)


def folder(name: str) -> Entry:
    """Make a folder that everybody may enter."""
    return Entry(name, stat.S_IFDIR | 0o755)


def file(name: str, content: bytes, *, runs: bool = False) -> Entry:
    """Make a file that everybody may read, or start."""
    return Entry(name, stat.S_IFREG | (0o755 if runs else 0o644), content)


def link(name: str, to: str) -> Entry:
    """Make a symbolic link."""
    return Entry(name, stat.S_IFLNK | 0o777, to.encode())


def archive(entries: Iterable[Entry]) -> bytes:
    """Write the archive, with the entries in this order and every time stamp zero."""
    out = bytearray()
    for number, entry in enumerate([*entries, Entry("TRAILER!!!", 0)], start=1):
        name = entry.name.encode() + b"\0"
        fields = (number, entry.mode, 0, 0, 1, 0, len(entry.content), 0, 0, *entry.device, len(name), 0)
        out += b"070701" + b"".join(b"%08X" % field for field in fields) + name
        out += bytes(-len(out) % 4) + entry.content
        out += bytes(-len(out) % 4)
    return bytes(out)
