"""A disk whose power plug, speed and health are in our hands: an ext4 file system on a block device that this process answers for.

A file served over FUSE (spoken here with the few words it needs) lies under a loop device. So every write and every flush passes through
here in order, and a power cut can be modelled as on a real disk with a volatile cache. What was flushed is there. Of what was not flushed,
any part may be there, in any order, torn at any sector. `cut` takes such an image at an instant, under the lock that every write takes:
nothing written after that instant is in it.

Needs root, FUSE and a loop device: `why_not()` says what is missing.
"""

import contextlib
import ctypes
import os
import queue
import random
import shutil
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests import apart

MIB = 1 << 20
SECTOR = 512
NAME = "disk"
REQUEST_BYTES_MAX = 2 * MIB  # the kernel sends at most 1 MiB of data, and its header
LOOKUP, FORGET, GETATTR, SETATTR, OPEN, READ, WRITE, STATFS, RELEASE = 1, 2, 3, 4, 14, 15, 16, 17, 18
FSYNC, FLUSH, INIT, INTERRUPT, BATCH_FORGET = 20, 25, 26, 36, 42  # numbers from linux/fuse.h
BIG_WRITES, MAX_PAGES = 1 << 5, 1 << 22
DIRECTORY, FILE = 0o040755, 0o100600
FOR_LONG_S = 3600  # nobody else changes what is served, so the kernel need not ask again
EIO, ENOSYS = 5, 38


def why_not() -> str | None:
    """Say what this machine lacks for disks of our own, or give None."""
    if (why := apart.why_not("--mount")) is not None:
        return why
    if not os.access("/dev/fuse", os.W_OK) or not os.access("/dev/loop-control", os.W_OK):
        return "there is no /dev/fuse or no loop device here"
    missing = [each for each in ("mkfs.ext4", "mount", "umount") if shutil.which(each) is None]
    return f"{', '.join(missing)} is not installed" if missing else None


@dataclass(frozen=True, slots=True)
class Cut:
    """What a power cut left on the disk, and how many writes were not flushed by then and so might be lost."""

    image: bytearray
    unflushed: int


class Disk:
    """`with Disk(folder) as disk:` gives a mounted ext4 file system at `disk.path`; no trace of it is left at the end."""

    def __init__(self, folder: Path, size_mib: int = 32) -> None:
        self.path = folder / "mounted"
        self._served = folder / "served"
        self._bytes = _formatted(folder / "blank", size_mib)
        self._durable = bytearray(self._bytes)
        self._volatile: list[tuple[int, bytes]] = []
        self._lock = threading.Lock()
        self._answering = threading.Event()
        self._answering.set()
        self._slow_s = 0.0
        self._fails = False
        self._before_flush: Callable[[], None] | None = None
        self._fuse = -1
        self._undo = contextlib.ExitStack()
        self.flushes = 0
        for each in (self.path, self._served):
            each.mkdir()

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as undo:
            self._fuse = os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
            undo.callback(self._hang_up)
            _mount_fuse(self._fuse, self._served)
            undo.callback(_unmount, self._served)
            server = threading.Thread(target=self._serve, name="disk", daemon=True)
            server.start()
            _run("mount", "-o", "loop,noatime", str(self._served / NAME), str(self.path))
            undo.callback(_unmount, self.path)
            undo.callback(self.recover)
            self._undo = undo.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._undo.close()

    # ---- what may happen to a disk

    def cut(self, dice: random.Random, keep: float) -> Cut:
        """Cut the power now. Each write that was not flushed is kept with the chance `keep`, and may be torn."""
        with self._lock:
            return self._cut(dice, keep)

    def cut_before_flush(self, dice: random.Random, keep: float, within_s: float) -> Cut:
        """Cut the power when everything for the next flush was handed over and none of it is flushed. If no flush comes in time, cut it
                then.

        This blocks: only a flush by another thread or process can end it sooner.
        """
        taken: queue.SimpleQueue[Cut] = queue.SimpleQueue()
        with self._lock:
            self._before_flush = lambda: taken.put(self._cut(dice, keep))
        with contextlib.suppress(queue.Empty):
            return taken.get(timeout=within_s)
        with self._lock:
            self._before_flush = None
            return self._cut(dice, keep)

    def _cut(self, dice: random.Random, keep: float) -> Cut:
        image = bytearray(self._durable)
        for offset, data in self._volatile:
            if dice.random() >= keep:
                continue
            sectors = range(0, len(data), SECTOR)
            torn = keep < 1 and dice.random() < 0.3
            for at in sectors:
                if not torn or dice.random() < 0.5:
                    image[offset + at : offset + at + SECTOR] = data[at : at + SECTOR]
        return Cut(image, len(self._volatile))

    def stall(self) -> None:
        """Answer no write and no flush from now on."""
        self._answering.clear()

    def slow_down(self, flush_s: float) -> None:
        """Let every flush take so long."""
        self._slow_s = flush_s

    def fail(self) -> None:
        """Let every write and flush fail with an input/output error."""
        self._fails = True

    def recover(self) -> None:
        """Answer again, at once and without errors."""
        self._fails = False
        self._slow_s = 0.0
        self._answering.set()

    def fill(self, leave: int = 0) -> Path:
        """Put a file there that takes all free bytes but `leave`; returns it."""
        ballast = self.path / "ballast"
        with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            free = os.statvfs(self.path).f_bavail * os.statvfs(self.path).f_frsize
            os.posix_fallocate(file.fileno(), 0, max(free - leave, 1))
            while leave == 0:
                file.seek(0, os.SEEK_END)
                file.write(bytes(4096))
        return ballast

    def remount(self, how: str) -> None:
        """Mount the file system again; `how` is `ro` or `rw`."""
        _run("mount", "-o", f"remount,{how}", str(self.path))

    # ---- the wire to the kernel

    def _serve(self) -> None:
        while True:
            try:
                request = os.read(self._fuse, REQUEST_BYTES_MAX)
            except OSError:  # the file system was unmounted, or hung up
                return
            _, opcode, unique, node = struct.unpack_from("<IIQQ", request)
            if opcode in {FORGET, BATCH_FORGET, INTERRUPT}:
                continue
            answer = self._answer(opcode, node, memoryview(request)[40:])
            error, body = (answer, b"") if isinstance(answer, int) else (0, answer)
            try:
                os.write(self._fuse, struct.pack("<IiQ", 16 + len(body), -error, unique) + body)
            except OSError:
                return

    def _answer(self, opcode: int, node: int, body: memoryview) -> bytes | int:
        match opcode:
            case 26:  # INIT
                return struct.pack("<IIIIHHIIHHII24x", 7, 31, 0, BIG_WRITES | MAX_PAGES, 16, 12, MIB, 1, 256, 0, 0, 0)
            case 1:  # LOOKUP; there is only one name
                return struct.pack("<QQQQII", 2, 0, FOR_LONG_S, FOR_LONG_S, 0, 0) + self._attributes(2)
            case 3 | 4:  # GETATTR, SETATTR
                return struct.pack("<QII", FOR_LONG_S, 0, 0) + self._attributes(node)
            case 14:  # OPEN
                return struct.pack("<QII", 0, 0, 0)
            case 15:  # READ
                _, offset, size = struct.unpack_from("<QQI", body)
                return bytes(self._bytes[offset : offset + size])
            case 16:  # WRITE
                _, offset, size = struct.unpack_from("<QQI", body)
                return self._write(offset, bytes(body[40 : 40 + size]))
            case 20:  # FSYNC
                return self._flush()
            case 17:  # STATFS
                return bytes(80)
            case 18 | 25 | 38:  # RELEASE, FLUSH, DESTROY: closing a file is no flush of a disk
                return b""
            case _:
                return ENOSYS

    def _write(self, offset: int, data: bytes) -> bytes | int:
        self._answering.wait()
        if self._fails:
            return EIO
        with self._lock:
            self._bytes[offset : offset + len(data)] = data
            self._volatile.append((offset, data))
        return struct.pack("<II", len(data), 0)

    def _flush(self) -> bytes | int:
        self._answering.wait()
        time.sleep(self._slow_s)
        if self._fails:
            return EIO
        with self._lock:
            if self._volatile and self._before_flush is not None:
                self._before_flush()
                self._before_flush = None
            self.flushes += 1
            for offset, data in self._volatile:
                self._durable[offset : offset + len(data)] = data
            self._volatile.clear()
        return b""

    def _attributes(self, node: int) -> bytes:
        mode, size = (DIRECTORY, 0) if node == 1 else (FILE, len(self._bytes))
        return struct.pack("<QQQQQQIIIIIIIIII", node, size, size // SECTOR, 0, 0, 0, 0, 0, 0, mode, 1, 0, 0, 0, 4096, 0)

    def _hang_up(self) -> None:
        os.close(self._fuse)


@contextmanager
def mounted(image: bytearray, folder: Path) -> Iterator[Path]:
    """Mount an image of a disk as the next start finds it, with its journal replayed."""
    file, path = folder / "image", folder / "path"
    path.mkdir(parents=True, exist_ok=True)
    file.write_bytes(image)
    try:
        _run("mount", "-o", "loop,noatime", str(file), str(path))
        try:
            yield path
        finally:
            _unmount(path)
    finally:
        file.unlink()


def _formatted(file: Path, size_mib: int) -> bytearray:
    """Make an empty ext4 file system with a journal, as image bytes. Everything is laid out now, and nothing later in the background."""
    with file.open("wb") as blank:
        blank.truncate(size_mib * MIB)
    options = "lazy_itable_init=0,lazy_journal_init=0,nodiscard"
    _run("mkfs.ext4", "-q", "-F", "-m", "0", "-b", "4096", "-J", "size=4", "-E", options, str(file))
    image = bytearray(file.read_bytes())
    file.unlink()
    return image


def _mount_fuse(descriptor: int, path: Path) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    options = f"fd={descriptor},rootmode=40000,user_id=0,group_id=0,max_read={MIB}"
    if libc.mount(b"handbell-disk", str(path).encode(), b"fuse", 0, options.encode()) != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{path} cannot be mounted: {os.strerror(error)}")


def _unmount(path: Path) -> None:
    """Unmount. Wait for a program that is letting go of it; in the end unmount by force."""
    for _ in range(50):
        if subprocess.run(["umount", str(path)], capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.1)
    _run("umount", "--lazy", str(path))


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise OSError(f"{' '.join(words)}: {done.stderr.strip()}")
