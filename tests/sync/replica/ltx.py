"""Reads Litestream's LTX files as anybody could who finds one: every page, unpacked. It is written from the layout alone, and knows no
entry.

A file has 100 bytes that begin with LTX1, then page after page. A page has its number (u32) and its flags (u16). If the flags say so, the
length (u32) of the rest follows, which is one LZ4 block. A page of number 0 ends them.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

HEADER_LEN = 100
PAGE = struct.Struct(">IH")
LENGTH = struct.Struct(">I")
HAS_LENGTH = 1


def pages_in(file: Path) -> Iterator[bytes]:
    """Give each page, in order. Raises ValueError if this is no LTX file."""
    data = file.read_bytes()
    if data[:4] != b"LTX1":
        raise ValueError(f"{file} is no LTX file")
    (page_size,) = struct.unpack_from(">I", data, 8)
    at = HEADER_LEN
    while True:
        number, flags = PAGE.unpack_from(data, at)
        at += PAGE.size
        if not number:
            return
        if flags != HAS_LENGTH:
            raise ValueError(f"{file} has a page whose flags {flags} are unknown")
        (length,) = LENGTH.unpack_from(data, at)
        at += LENGTH.size
        page = unpacked(data[at : at + length])
        if len(page) != page_size:
            raise ValueError(f"{file} has a page of {len(page)} bytes")
        yield page
        at += length


def unpacked(block: bytes) -> bytes:
    """Unpack one LZ4 block (lz4_Block_format.md): runs of bytes, each followed by a reference to earlier bytes."""
    out, at = bytearray(), 0
    while True:
        token = block[at]
        length, at = _length(block, at + 1, token >> 4)
        out += block[at : at + length]
        at += length
        if at == len(block):
            return bytes(out)
        back = int.from_bytes(block[at : at + 2], "little")
        length, at = _length(block, at + 2, token & 15)
        for _ in range(length + 4):
            out.append(out[-back])


def _length(block: bytes, at: int, short: int) -> tuple[int, int]:
    """Give a length and where to go on. 15 means that a further byte follows, and 255 means so again."""
    length = short
    while short == 15:
        length += block[at]
        at += 1
        if block[at - 1] < 255:
            break
    return length, at
