"""Puts the parts of a card into one file: the table, the partitions at their places, and holes between them."""

from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from image_build.card.layout import DISK_ID, IMAGE_MIB, PARTITIONS, Partition
from image_build.card.table import table_of, written
from image_build.recipe import MIB

# How much is read at once. A run of zeros of this length becomes a hole, which costs no space and no time when a card is written.
PIECE = 64 * 1024
_NOTHING = bytes(PIECE)


def assemble(out: Path, parts: Mapping[Partition, Path]) -> None:
    """Write the image. A partition without a part stays empty. The file gets its name only when it is complete."""
    unfinished = out.with_name(out.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    with unfinished.open("wb") as image:
        image.truncate(IMAGE_MIB * MIB)
        image.write(written(table_of(DISK_ID, PARTITIONS)))
        for partition, part in parts.items():
            _copy(part, image, partition)
    unfinished.replace(out)


def _copy(part: Path, image: BinaryIO, partition: Partition) -> None:
    assert part.stat().st_size <= partition.size, partition.name
    place = partition.start
    with part.open("rb") as source:
        while piece := source.read(PIECE):
            if piece != _NOTHING[: len(piece)]:
                image.seek(place)
                image.write(piece)
            place += len(piece)
