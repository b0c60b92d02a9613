"""Finds which process writes to the office's store now, as the kernel knows it, so that a person knows what to wait for. Opens no file of
the store.

Opening and closing the store's files here would end SQLite's own locks on them; their inode numbers are enough.
"""

import os
from pathlib import Path

LOCKS = Path("/proc/locks")  # only Linux has this; elsewhere no process is named
SHOWN_LEN = 80  # characters of its command: a line of a terminal
WAL_WRITE_LOCK = "120"  # the byte of the -shm file that a writer locks (SQLite's file format, "WAL locks")


def says_holder(path: Path) -> str:
    """Give a sentence that names the process that writes to this store, after a blank; empty where that is not known."""
    pid = _pid(path.with_name(path.name + "-shm"))
    command = "" if pid is None else _command(pid)
    return "" if pid is None else f" Process {pid}{f' ({command})' if command else ''} writes to it."


def _pid(shared: Path) -> int | None:
    try:
        found = shared.stat()
        lines = LOCKS.read_text().splitlines()
    except OSError:
        return None
    at = f"{os.major(found.st_dev):02x}:{os.minor(found.st_dev):02x}:{found.st_ino}"
    for line in lines:
        words = line.split()  # 1: POSIX ADVISORY WRITE 4711 08:01:1234 120 120
        if words[1:2] != ["->"] and words[3:4] == ["WRITE"] and words[5:7] == [at, WAL_WRITE_LOCK]:
            return int(words[4]) if int(words[4]) not in {os.getpid(), -1} else None
    return None


def _command(pid: int) -> str:
    """Give the command of a process, without characters that a terminal might obey."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return ""
    if len(words) > 1 and Path(words[0]).name.startswith("python"):
        words = [Path(words[1]).name, *words[2:]]
    shown = " ".join(words).strip()[:SHOWN_LEN]
    return "".join(letter if letter.isprintable() else " " for letter in shown)
