"""Finds where a FAT32 file system keeps its own description: its first sectors, its tables, its root folder. Pure; changes nothing.

Only these parts are copied aside before a file is put onto a card; the rest of 136 MiB need not be read. Layout: Microsoft, "FAT32
File System Specification" 1.03.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass

type ReadAt = Callable[[int, int], bytes]
"""(offset from the beginning of the partition, length) → that many bytes; fewer only at the end of the disk."""

_ENTRY_LEN = 4
_END = 0x0FFFFFF8  # this value and higher ones: no further cluster
_MASK = 0x0FFFFFFF
ROOT_CLUSTERS_MAX = 256  # 128 KiB of names even with the smallest clusters; a longer chain is damaged


class NotFat32(Exception):
    """These bytes are no FAT32 file system; `str()` says what is wrong with them."""


@dataclass(frozen=True, slots=True)
class Fat32:
    """One file system, with sizes in bytes. The first table begins at `tables`, cluster 2 at `data`."""

    label: str
    size: int
    cluster: int
    tables: int
    table_size: int
    data: int
    root: int


def read_boot_sector(sector: bytes) -> Fat32:
    """Read the first sector. Raises NotFat32."""
    if len(sector) < 512 or sector[510:512] != b"\x55\xaa" or sector[82:90] != b"FAT32   ":
        raise NotFat32("it has no FAT32 file system")
    per_sector, per_cluster, reserved, tables = struct.unpack_from("<HBHB", sector, 11)
    (sectors,) = struct.unpack_from("<I", sector, 32)
    (table_sectors,) = struct.unpack_from("<I", sector, 36)
    (root,) = struct.unpack_from("<I", sector, 44)
    if per_sector != 512 or not per_cluster or not reserved or tables not in {1, 2} or root < 2:
        raise NotFat32("its FAT32 file system is damaged")
    found = Fat32(
        label=sector[71:82].decode("ascii", "replace").strip(),
        size=sectors * per_sector,
        cluster=per_cluster * per_sector,
        tables=reserved * per_sector,
        table_size=table_sectors * per_sector,
        data=(reserved + tables * table_sectors) * per_sector,
        root=root,
    )
    if not found.tables < found.data < found.size:
        raise NotFat32("its FAT32 file system is damaged")
    return found


def describing(fat: Fat32, read_at: ReadAt) -> list[tuple[int, int]]:
    """Return (offset, length) of everything that describes the file system. Raises NotFat32 if the root folder leads nowhere."""
    regions = [(0, fat.data)]
    cluster, seen = fat.root, 0
    while cluster < _END:
        seen += 1
        at = fat.data + (cluster - 2) * fat.cluster
        entry_at = cluster * _ENTRY_LEN
        if cluster < 2 or at + fat.cluster > fat.size or entry_at >= fat.table_size or seen > ROOT_CLUSTERS_MAX:
            raise NotFat32("the root folder of its FAT32 file system is damaged")
        regions.append((at, fat.cluster))
        cluster = int.from_bytes(read_at(fat.tables + entry_at, _ENTRY_LEN), "little") & _MASK
    return regions
