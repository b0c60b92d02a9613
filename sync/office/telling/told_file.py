"""The file of what a channel has told so far, and whose turn it is to keep it: of several watches of one office one tells. Tells nothing.

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
    """Of one channel, called `name`."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._path = folder / f"{name}.json"
        self._lock = folder / f"{name}.lock"
        self._held: int | None = None

    def take(self) -> bool:
        """Whether it is ours to tell, from now until `release`. Raises OSError."""
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
        """Another watch may tell."""
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def read(self) -> tuple[ToldSoFar, str]:
        """What was kept, and what is wrong with it, if something is. Raises OSError where the folder cannot be used."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=ToldSoFar), ""
        except FileNotFoundError:
            return ToldSoFar(), ""
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return ToldSoFar(), f"{self._path} {UNREADABLE}"

    def keep(self, so_far: ToldSoFar) -> None:
        """In place of what was there. Raises OSError."""
        write_whole(self._path, msgspec.json.encode(so_far))
