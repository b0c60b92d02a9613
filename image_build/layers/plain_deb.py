"""Takes the compression off the parts of a Debian package: the same files, for a dpkg that runs as an emulated program.

An emulated processor needs ten times as long as this one to unpack xz. The format is deb(5): an `ar` archive of three members.
"""

import gzip
import lzma
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

_MAGIC: Final = b"!<arch>\n"
_HEAD: Final = 60  # bytes of a member's head: name 16, time 12, owner 6, group 6, mode 8, size 10, end 2
_OPENERS: Final[dict[str, Callable[[bytes], bytes]]] = {".xz": lzma.decompress, ".gz": gzip.decompress}


def plain(deb: bytes) -> bytes:
    """Return the package, uncompressed. A member in a compression that we do not know stays as it is: dpkg knows them all."""
    members = [(_plain_name(name), _plain_content(name, content)) for name, content in _members(deb)]
    return _MAGIC + b"".join(_member(name, content) for name, content in members)


def write_plain(source: Path, out: Path) -> None:
    """Do as `plain`, from file to file."""
    out.write_bytes(plain(source.read_bytes()))


def _members(deb: bytes) -> Iterator[tuple[str, bytes]]:
    if not deb.startswith(_MAGIC):
        raise ValueError("not a Debian package")
    at = len(_MAGIC)
    while at < len(deb):
        head = deb[at : at + _HEAD]
        name, size = head[:16].decode().strip().rstrip("/"), int(head[48:58])
        yield name, deb[at + _HEAD : at + _HEAD + size]
        at += _HEAD + size + size % 2  # each member begins at an even offset


def _plain_name(name: str) -> str:
    return name.removesuffix(Path(name).suffix) if Path(name).suffix in _OPENERS else name


def _plain_content(name: str, content: bytes) -> bytes:
    opener = _OPENERS.get(Path(name).suffix)
    return content if opener is None else opener(content)


def _member(name: str, content: bytes) -> bytes:
    head = f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(content):<10}`\n".encode()
    return head + content + b"\n" * (len(content) % 2)
