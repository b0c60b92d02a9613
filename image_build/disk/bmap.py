"""Makes a block map for `bmaptool copy`: which parts of an image must be written to a card, each with its checksum. Pure except for
reading.

The code that made the parts says what is used; zeros do not tell it. A card may have been used before, and zeros in the middle of a
file system must reach it. Format 2.0: https://docs.yoctoproject.org/dev-manual/bmaptool.html and bmaptool's own files.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

BLOCK: Final = 4096
_NO_SUM: Final = "0" * 64


def block_map(image: Path, used: Iterable[tuple[int, int]]) -> str:
    """Write the map as XML. `used` has (start, length) in bytes, in order; each begins on a block."""
    size = image.stat().st_size
    ranges = [(start // BLOCK, -(-(start + length) // BLOCK) - 1) for start, length in used]
    blocks = sum(last - first + 1 for first, last in ranges)
    lines = [
        '<?xml version="1.0" ?>',
        '<bmap version="2.0">',
        f"  <ImageSize> {size} </ImageSize>",
        f"  <BlockSize> {BLOCK} </BlockSize>",
        f"  <BlocksCount> {size // BLOCK} </BlocksCount>",
        f"  <MappedBlocksCount> {blocks} </MappedBlocksCount>",
        "  <ChecksumType> sha256 </ChecksumType>",
        f"  <BmapFileChecksum> {_NO_SUM} </BmapFileChecksum>",
        "  <BlockMap>",
        *(f'    <Range chksum="{_sum(image, first, last)}"> {first}-{last} </Range>' for first, last in ranges),
        "  </BlockMap>",
        "</bmap>",
        "",
    ]
    text = "\n".join(lines)
    # the checksum of the file is computed with zeros in its own place
    return text.replace(_NO_SUM, hashlib.sha256(text.encode()).hexdigest())


def _sum(image: Path, first: int, last: int) -> str:
    digest = hashlib.sha256()
    with image.open("rb") as source:
        source.seek(first * BLOCK)
        left = (last - first + 1) * BLOCK
        while left and (piece := source.read(min(left, 1024 * 1024))):
            digest.update(piece)
            left -= len(piece)
    return digest.hexdigest()
