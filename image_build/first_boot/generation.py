"""Keeps what this box is, as one folder that is switched as a whole: `current` points to it. Knows files and no seed.

box/current -> generations/00000007 · generations/00000007/{hostname, localtime, network/, …, given.json, sources.json}

A new folder is written beside and flushed to the card, and then `current` is renamed. So a power cut at any moment leaves the old
one or the new one, never a mixture. If a run was interrupted, the next run removes what it left.
"""

import contextlib
import os
import shutil
from pathlib import Path

import msgspec

from appliance.envelope.format import UNREADABLE
from image_build.first_boot.files import File, Files, Link
from image_build.first_boot.given import Given, Sources
from sync.transport.whole_file import keep_names

CURRENT = "current"
GENERATIONS = "generations"
GIVEN, SOURCES = "given.json", "sources.json"
FOLDER_MODE = 0o755


class Generations:
    """All generations, in one folder. `apply` makes a new one the current one."""

    def __init__(self, box: Path) -> None:
        self._box = box
        self._all = box / GENERATIONS

    @property
    def exists(self) -> bool:
        """Whether this box was ever told what it is, even if only that it has no seed yet."""
        return (self._box / CURRENT).is_dir()

    def given(self) -> Given | None:
        """Return what the seed in force gives the running box; None without a seed."""
        return self._read(GIVEN, Given)

    def sources(self) -> Sources:
        """Return which seeds were taken last, by place."""
        return self._read(SOURCES, Sources) or Sources()

    def apply(self, files: Files, sources: Sources) -> None:
        """Make this what the box is. Raises OSError; then nothing has changed."""
        self.sweep()
        name = f"{self._newest() + 1:08d}"
        unfinished = self._all / f"{name}.unfinished"
        self._all.mkdir(parents=True, exist_ok=True)
        parents = ((unfinished / path).parent for path in ("network/-", "etc/-", *files))
        folders = dict.fromkeys([unfinished, *parents])
        for folder in folders:
            _folder(folder)
        for path, content in {**files, SOURCES: File(msgspec.json.encode(sources))}.items():
            _write(unfinished / path, content)
        for folder in folders:
            keep_names(folder)
        unfinished.rename(self._all / name)
        keep_names(self._all)
        self._switch(name)
        self.sweep()

    def note(self, sources: Sources) -> None:
        """Remember that the seed in force is also at another place, so that it is not taken again. Raises OSError."""
        folder = self._box / CURRENT
        unfinished = folder / f"{SOURCES}.unfinished"
        unfinished.unlink(missing_ok=True)
        _write(unfinished, File(msgspec.json.encode(sources)))
        unfinished.replace(folder / SOURCES)
        keep_names(folder)

    def sweep(self) -> None:
        """Remove every generation but the current one, since old ones hold old secrets. What cannot be removed now is removed another
        time.
        """
        current = (self._box / CURRENT).resolve().name
        for each in self._all.iterdir() if self._all.is_dir() else ():
            if each.name != current:
                with contextlib.suppress(OSError):
                    shutil.rmtree(each)

    def _switch(self, name: str) -> None:
        new = self._box / f"{CURRENT}.unfinished"
        new.unlink(missing_ok=True)
        new.symlink_to(f"{GENERATIONS}/{name}")
        new.replace(self._box / CURRENT)
        keep_names(self._box)

    def _newest(self) -> int:
        names = [each.name for each in self._all.iterdir()] if self._all.is_dir() else []
        return max((int(name) for name in names if name.isdecimal()), default=0)

    def _read[Kind: msgspec.Struct](self, name: str, kind: type[Kind]) -> Kind | None:
        try:
            return msgspec.json.decode((self._box / CURRENT / name).read_bytes(), type=kind)
        except (OSError, *UNREADABLE):
            return None


def _folder(path: Path) -> None:
    path.mkdir()
    path.chmod(FOLDER_MODE)  # whatever the umask is: names and networks are for everybody


def _write(path: Path, content: File | Link) -> None:
    if isinstance(content, Link):
        path.symlink_to(content.target)
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, content.mode)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, content.mode)
        file.write(content.data)
        file.flush()
        os.fsync(descriptor)
