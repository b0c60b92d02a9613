"""Lets only one uplink use a folder: two would send the same entries twice and overwrite each other's certificate. Knows no line."""

import contextlib
import fcntl
import logging
import os
from collections.abc import Iterator
from pathlib import Path

LOCK = "lock"
_SAID_MAX = 40

log = logging.getLogger("handbell.uplink")


class InUse(Exception):
    """Another uplink runs on this folder. The text says which process."""


@contextlib.contextmanager
def owned(folder: Path) -> Iterator[None]:
    """Hold the folder until the context or the process ends. Raises InUse. A folder that cannot be locked is used all the same, with a
    warning.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        log.warning("%s cannot be locked (%s): see to it that one uplink alone uses it", folder, error.strerror)
        yield
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _name_us(descriptor)
        yield
    except BlockingIOError:
        said = os.pread(descriptor, _SAID_MAX, 0).decode(errors="replace").strip()
        raise InUse(f"{folder} is in use by another uplink{f', process {said}' if said.isdecimal() else ''}.") from None
    finally:
        os.close(descriptor)


def _name_us(descriptor: int) -> None:
    """Write down our process id, for the message that another uplink gets. The lock holds without it, as on a full disk."""
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    except OSError as error:
        log.warning("the number of this process cannot be noted in its lock: %s", error.strerror)
