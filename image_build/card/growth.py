"""Runs `handbell grow` on the box: gives the data partition the rest of the card. Safe when the power goes at any moment, and when run
again.

The table is one sector, and a card writes a sector whole or not at all. A file system that is shorter than its partition is sound.
And ext4 grows while in use in steps that its own journal covers.
"""

import argparse
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from image_build.card.layout import DATA, DISK_ID, MIB, SECTOR
from image_build.card.table import Table, TableError, read, stretched, written

# A card that is larger by less than this is left as it is: there is nothing to gain.
LEAST_GAIN_SECTORS = 64 * MIB // SECTOR
# This much is left free at the end: cards that are sold as equal differ by a little, and a copy of one must fit on the other.
SPARE_SECTORS = 16 * MIB // SECTOR


def main(arguments: list[str]) -> int:
    """On the box: give the data partition the rest of the card.

    Returns the exit code: 0 done or nothing to do, 1 could not.
    """
    parser = argparse.ArgumentParser(prog="handbell grow", description="Give the data partition the rest of the card.")
    parser.add_argument(
        "folder", type=Path, nargs="?", default=Path("/var"), help="where it is mounted (default: /var)"
    )
    asked = parser.parse_args(arguments)
    try:
        says = grow(asked.folder)
    except (TableError, subprocess.CalledProcessError, OSError) as why:
        sys.stderr.write(f"The data partition was not grown: {why}\n")
        return 1
    sys.stdout.write(f"{says}\n")
    return 0


@dataclass(frozen=True, slots=True)
class Place:
    """The data partition and its disk, as devices."""

    partition: Path
    disk: Path


def grow(folder: Path) -> str:
    """Stretch the partition mounted at `folder`, then its file system. Returns in a sentence what was done."""
    place = _place_of(folder)
    if place is None:
        return "The data is not on a partition of our card: nothing to grow."
    grown = stretch_table(place.disk)
    if grown:
        # tells the kernel the new length; this also works for a partition in use
        _run("/usr/bin/partx", "--update", "--nr", str(DATA.number), str(place.disk))
    _run("/usr/sbin/resize2fs", str(place.partition))  # does nothing if the file system already fills its partition
    size = os.statvfs(folder)
    return f"The data partition has {size.f_blocks * size.f_frsize // MIB} MiB."


def stretch_table(disk: Path) -> bool:
    """Write the longer table to the card. False if it already has that length. Raises TableError if it is not our card."""
    handle = os.open(disk, os.O_RDWR | os.O_SYNC)
    try:
        before = read(os.pread(handle, SECTOR, 0))
        after = longer(before, os.lseek(handle, 0, os.SEEK_END) // SECTOR)
        if after == before:
            return False
        os.pwrite(handle, written(after), 0)
        os.fsync(handle)
        return True
    finally:
        os.close(handle)


def longer(table: Table, disk_sectors: int) -> Table:
    """Return the table with the last partition grown, or the same table. Raises TableError if it is not our card's table.

    A card that lost another of its partitions still grows. The first partition may be lost at a computer that offered to mend it.
    """
    if table.disk_id != DISK_ID or table.entries[DATA.number - 1].first * SECTOR != DATA.start:
        raise TableError("This is not a card of ours: its table is another.")
    after = stretched(table, disk_sectors - SPARE_SECTORS)
    return after if after.entries[-1].sectors - table.entries[-1].sectors >= LEAST_GAIN_SECTORS else table


def _place_of(folder: Path) -> Place | None:
    device = folder.stat().st_dev
    name = f"{os.major(device)}:{os.minor(device)}"
    home = Path("/sys/dev/block", name)
    if not (home / "partition").exists():  # it is in memory, because the card cannot be read
        return None
    real = home.resolve()
    if not re.fullmatch(r"[a-z0-9]+", real.name) or (home / "partition").read_text().strip() != str(DATA.number):
        return None
    return Place(Path("/dev", real.name), Path("/dev", real.parent.name))


def _run(*words: str) -> None:
    """Run a program, whose output goes to the journal. Raises CalledProcessError."""
    subprocess.run(words, check=True)
