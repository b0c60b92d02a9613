"""Reads and writes a partition table of the old kind (MBR) as bytes: written for an image, and on a card read and its last entry
stretched. Pure.

Layout: https://en.wikipedia.org/wiki/Master_boot_record; `sfdisk` reads what is written here (tests/image_build/card/test_table.py).
"""

import struct
from collections.abc import Sequence
from copy import replace
from dataclasses import dataclass
from typing import Final

from image_build.card.layout import FAT, SECTOR, Partition

ENTRIES_AT: Final = 446
ID_AT: Final = 440
MAGIC: Final = b"\x55\xaa"
_ENTRY: Final = struct.Struct("<B3sB3sII")  # bootable, first CHS, type, last CHS, first sector, sectors
# Cylinders and heads mean nothing on a card. This agreed value means "look at the sector numbers".
_NO_CHS: Final = b"\xfe\xff\xff"
SECTORS_MAX: Final = 0xFFFFFFFF  # 2 TiB: larger cards do not fit this kind of table


class TableError(Exception):
    """This is no table as we write it; `str()` says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its type, and its first sector and length in sectors of 512 bytes. An entry that is not used has the type 0 and keeps
    its place.
    """

    kind: int
    first: int
    sectors: int

    @property
    def end(self) -> int:
        """The first sector after it."""
        return self.first + self.sectors


@dataclass(frozen=True, slots=True)
class Table:
    """What the first sector says: the disk's id, and its four entries, in order."""

    disk_id: int
    entries: tuple[Entry, ...]


def table_of(disk_id: int, partitions: Sequence[Partition]) -> Table:
    """Make the table for these partitions, which are given in bytes."""
    entries = tuple(Entry(one.kind, one.start // SECTOR, one.size // SECTOR) for one in partitions)
    return Table(disk_id, entries)


def written(table: Table) -> bytes:
    """Write the first sector of the card. If the first entry is a FAT, it is marked as the one to start from."""
    sector = bytearray(SECTOR)
    struct.pack_into("<I", sector, ID_AT, table.disk_id)
    for index, entry in enumerate(table.entries):
        if not entry.kind:
            continue
        active = 0x80 if entry.kind == FAT and index == 0 else 0
        place = ENTRIES_AT + index * _ENTRY.size
        _ENTRY.pack_into(sector, place, active, _NO_CHS, entry.kind, _NO_CHS, entry.first, entry.sectors)
    sector[-2:] = MAGIC
    return bytes(sector)


def read(sector: bytes) -> Table:
    """Read the table in a first sector. Raises TableError if there is none."""
    if len(sector) < SECTOR or sector[SECTOR - 2 : SECTOR] != MAGIC:
        raise TableError("The first sector ends without 55 AA: there is no partition table.")
    (disk_id,) = struct.unpack_from("<I", sector, ID_AT)
    rows = [_ENTRY.unpack_from(sector, ENTRIES_AT + index * _ENTRY.size) for index in range(4)]
    return Table(disk_id, tuple(Entry(row[2], row[4], row[5]) if row[2] else Entry(0, 0, 0) for row in rows))


def stretched(table: Table, disk_sectors: int) -> Table:
    """Return the same table, whose last entry reaches to the end of a disk of that many sectors. It is never shorter than before."""
    last = table.entries[-1]
    if any(entry.first > last.first for entry in table.entries):
        raise TableError("The last entry is not the last on the card: it cannot be given the rest.")
    sectors = min(disk_sectors, SECTORS_MAX) - last.first
    return replace(table, entries=(*table.entries[:-1], replace(last, sectors=max(sectors, last.sectors))))
