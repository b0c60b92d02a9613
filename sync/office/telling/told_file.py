"""Keeps what a channel has told so far in a file, and decides which watch of an office may tell by it. Tells nothing.

folder 0700 · NAME.json 0600, whole or as before · NAME.lock
"""

import fcntl
import os
from pathlib import Path

import msgspec

from sync.office.folder import FOLDER_MODE
from sync.office.telling.told_so_far import ToldSoFar
from sync.transport.whole_file import SECRET_MODE, write_whole

UNREADABLE = "could not be read. What stands now is told once more."


class ToldFile:
    """The file and the lock of one channel, called `name`."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._path = folder / f"{name}.json"
        self._lock = folder / f"{name}.lock"
        self._held: int | None = None

    def take(self) -> bool:
        """Take the lock. Give whether we may tell, from now until `release`. Raises OSError."""
        if self._held is None:
            self._folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
            descriptor = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, SECRET_MODE)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                return False
            except OSError:
                os.close(descriptor)
                raise
            self._held = descriptor
        return True

    def release(self) -> None:
        """Let another watch tell."""
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def read(self) -> tuple[ToldSoFar, str]:
        """Give what was told so far, and what is wrong with it, if something is. Raises OSError where the folder cannot be used."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=ToldSoFar), ""
        except FileNotFoundError:
            return ToldSoFar(), ""
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return ToldSoFar(), f"{self._path} {UNREADABLE}"

    def keep(self, so_far: ToldSoFar) -> None:
        """Write what was told so far, in place of the earlier one. Raises OSError."""
        write_whole(self._path, msgspec.json.encode(so_far))
