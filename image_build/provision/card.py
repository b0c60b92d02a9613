"""Opens an image or a card as bytes, checks that it is one of ours, and changes it in few places or not at all. Mounts nothing."""

import contextlib
import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from image_build.card.layout import DISK_ID, FAT, FAT_LABEL, SECTOR
from image_build.card.table import TableError, read
from image_build.provision.device import refuse_in_use
from image_build.provision.errors import NotDone
from image_build.provision.fat32 import Fat32, NotFat32, read_boot_sector

_FLUSH_BUFFERS = (
    0x1261  # BLKFLSBUF of linux/fs.h: a program that read the card's parts before must not go on seeing old content.
)

_PACKED = (
    (b"\x28\xb5\x2f\xfd", "zstd -d"),
    (b"\xfd7zXZ\x00", "xz -d"),
    (b"\x1f\x8b", "gunzip"),
    (b"PK\x03\x04", "unzip"),
)


@dataclass(frozen=True, slots=True)
class Card:
    """An open image or card of ours. `fat_at` is where its first partition begins, in bytes, as its own table says."""

    name: Path
    descriptor: int
    fat_at: int
    fat: Fat32

    def read_at(self, offset: int, length: int) -> bytes:
        """Read bytes of the first partition. Raises OSError."""
        return os.pread(self.descriptor, length, self.fat_at + offset)

    def write(self, pieces: list[tuple[int, bytes]]) -> None:
        """Write pieces into the first partition, in this order, and flush them to the card. Raises OSError; then the old content is
        back.
        """
        before = [(at, self.read_at(at, len(data))) for at, data in pieces]
        try:
            self._put(pieces)
        except OSError:
            with contextlib.suppress(OSError):
                self._put(before)
            raise

    def _put(self, pieces: list[tuple[int, bytes]]) -> None:
        for at, data in pieces:
            left = memoryview(data)
            while left:
                written = os.pwrite(self.descriptor, left, self.fat_at + at + len(data) - len(left))
                left = left[written:]
        os.fsync(self.descriptor)
        if stat.S_ISBLK(os.fstat(self.descriptor).st_mode):
            with contextlib.suppress(OSError):
                fcntl.ioctl(self.descriptor, _FLUSH_BUFFERS)


@contextmanager
def opened(name: Path, *, write: bool) -> Iterator[Card]:
    """Open an image or a card. Raises NotDone if it is not one of ours, is in use, or cannot be opened."""
    descriptor = _descriptor(name, write=write)
    try:
        yield _known(name, descriptor)
    finally:
        os.close(descriptor)


def _descriptor(name: Path, *, write: bool) -> int:
    flags = (os.O_RDWR if write else os.O_RDONLY) | os.O_CLOEXEC
    try:
        mode = name.stat().st_mode
        if stat.S_ISBLK(mode):
            refuse_in_use(name)
            flags |= os.O_EXCL  # the kernel itself refuses a disk of which anything is in use
        elif not stat.S_ISREG(mode):
            raise NotDone(f"{name} is neither an image nor a card.")
        descriptor = os.open(name, flags)
    except OSError as error:
        raise NotDone(f"{name} cannot be opened: {_why(error)}") from error
    if write and stat.S_ISREG(mode):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(descriptor)
            raise NotDone(f"{name} is being written by another program. Try again when it is done.") from error
    return descriptor


def _why(error: OSError) -> str:
    match error.errno:
        case errno.ENOENT:
            return "there is no such file or card. Is the card in the reader?"
        case errno.EACCES | errno.EPERM:
            return "you may not write to it. For a card, use sudo."
        case errno.EBUSY:
            return "something on this machine uses it. It is not a card that may be written."
        case errno.EROFS:
            return "it is write-protected. Look for the slider on the card's edge."
        case _:
            return f"{error.strerror}."


def _known(name: Path, descriptor: int) -> Card:
    """Return the card in an open file. Raises NotDone if it is not one of ours."""
    first = os.pread(descriptor, SECTOR, 0)
    for magic, unpack in _PACKED:
        if first.startswith(magic):
            raise NotDone(f"{name} is packed. Unpack it first: {unpack} {name}")
    try:
        table = read(first)
        if table.disk_id != DISK_ID or not table.entries or table.entries[0].kind != FAT:
            raise NotFat32("its partition table is another's")
        fat_at = table.entries[0].first * SECTOR
        fat = read_boot_sector(os.pread(descriptor, SECTOR, fat_at))
        if fat.label != FAT_LABEL:
            raise NotFat32(f"its first partition is called {fat.label!r}, not {FAT_LABEL!r}")
        if fat.size > table.entries[0].sectors * SECTOR or os.lseek(descriptor, 0, os.SEEK_END) < fat_at + fat.size:
            raise NotFat32("it is cut short")
    except (NotFat32, TableError) as error:
        why = "it has no partition table" if isinstance(error, TableError) else str(error)
        raise NotDone(f"{name} is not an image or card of Handbell: {why}. Nothing was written to it.") from error
    except OSError as error:
        raise NotDone(f"{name} cannot be read: {_why(error)}") from error
    return Card(name, descriptor, fat_at, fat)
