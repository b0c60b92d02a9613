"""Keeps a copy in a folder: on a stick, or on a second card or disk. Knows how files lie there, and not what is in them.

What is mounted at a path may change while we run: a stick is pulled, or another one is put in. So a target remembers what it was opened on,
and `check` compares. A path where nothing is mounted any more would take a copy as well, but it is on the very card whose loss the copy
must survive.
"""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from sync.bundle.mounted import ROOTS, mounted_in
from sync.replica.chain import LEVELS
from sync.replica.faults import NOT_OURS, REFUSED, UNPLUGGED, CopyFault, of_system
from sync.replica.marker import FOLDER, LATEST, MARKER_LEN_MAX, is_id, prefix
from sync.replica.where import Folder, Stick, kind_of
from sync.transport.whole_file import write_whole

MOUNTINFO = Path("/proc/self/mountinfo")
READ_ME = "READ-ME.txt"
USER = "handbell-replica"
MIB = 1024 * 1024

_SAYS = b"""This folder is a sealed copy of the record of a help-call appliance (Handbell).
It is needed when that box breaks. Leave it as it is, and keep this stick in its box.
Nobody can read it without the recovery phrase, or the safety office's key.
"""


class FolderTarget:
    """A folder as a target. Made by `open_folder`."""

    def __init__(self, root: Path, where: Stick | Folder, building: bytes, box: bytes) -> None:
        """Open the target. `root` has the folder of copies in it. Raises CopyFault."""
        self.kind = kind_of(where)
        self.says = where.says
        self._building = root / FOLDER / building.hex()
        self._at = root / prefix(building, box)
        self._root = root
        self._opened_on = self._do(lambda: _what_is_at(root / FOLDER))
        self._settled: dict[str, list[tuple[Path, int]]] = {}

    def check(self) -> None:
        """Check that it is still the place that was opened, and that we may write there."""
        if self._do(lambda: _what_is_at(self._root / FOLDER)) != self._opened_on:
            raise CopyFault(UNPLUGGED, f"Something else is where {self.says} was.")
        if self._do(lambda: os.statvfs(self._root)).f_flag & os.ST_RDONLY:
            raise CopyFault(
                REFUSED, f"{_begun(self.says)} can only be read. If it has a switch against writing, move it."
            )

    def read(self, name: str, most: int) -> bytes | None:
        """Read a file of at most so many bytes; None where there is none, or it is longer."""

        def read() -> bytes | None:
            try:
                with (self._at / name).open("rb") as file:
                    data = file.read(most + 1)
            except FileNotFoundError:
                return None
            return data if len(data) <= most else None

        return self._do(read)

    def write(self, name: str, data: bytes) -> None:
        """Write the whole file in place of any file of this name."""

        def write() -> None:
            for folder in (self._building, self._at):
                folder.mkdir(
                    exist_ok=True
                )  # `prepare` alone makes the folder of copies, because it shows that a stick is in and not just a bare mount point
            write_whole(self._at / name, data)

        self._do(write)

    def names(self, folder: str = "") -> list[tuple[str, int]]:
        """List what lies directly in a folder, with sizes; a folder has size 0."""
        return self._do(lambda: _names(self._at / folder))

    def files(self, generation: str) -> list[tuple[str, int]]:
        """List Litestream's files of a generation, of all levels, with sizes. Each is flushed to the disk first, so that it survives a
        power cut once we have told of it.
        """
        at = self._at / generation
        levels = [at / "ltx" / str(level) for level in LEVELS]

        def files() -> list[tuple[str, int]]:
            found = [(level / name, length) for level in levels for name, length in _names(level)]
            known = self._settled.get(generation, [])
            new = [path for path, length in found if (path, length) not in known]
            for each in dict.fromkeys([*new, *(up for path in new for up in path.parents[:3])]):
                _settle(each)
            self._settled[generation] = found
            return [(str(path.relative_to(at)), length) for path, length in found]

        return self._do(files)

    def remove(self, name: str) -> bool:
        """Remove a file, or a generation with everything in it, at once."""
        path = self._at / name

        def remove() -> bool:
            try:
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink()
            except FileNotFoundError:
                pass
            return True

        return self._do(remove)

    def others(self) -> dict[str, bytes]:
        """Give the markers of other boxes of this building, by box."""

        def others() -> dict[str, bytes]:
            found = {}
            for name, _ in _names(self._building):
                if name != self._at.name and is_id(name):
                    marker = self._building / name / LATEST
                    if marker.is_file() and marker.stat().st_size <= MARKER_LEN_MAX:
                        found[name] = marker.read_bytes()
            return found

        return self._do(others)

    def free_mib(self) -> int | None:
        """Give how much room is left."""
        return self._do(lambda: shutil.disk_usage(self._root).free) // MIB

    def litestream(self, name: str) -> dict[str, object]:
        """Give the settings that Litestream needs to write to this folder."""
        return {"type": "file", "path": str(self._at / name)}

    def environment(self) -> dict[str, str]:
        """Give nothing: a folder needs no environment."""
        return {}

    def _do[T](self, call: Callable[[], T]) -> T:
        try:
            return call()
        except OSError as error:
            raise of_system(error, self.says) from error


def open_folder(
    where: Stick | Folder, building: bytes, box: bytes, roots: Iterable[Path] = ROOTS, mountinfo: Path = MOUNTINFO
) -> FolderTarget:
    """Open the place that is there now. Raises CopyFault where there is none, or it holds another building's copy."""
    try:
        root = _stick(where, building, box, roots, mountinfo) if isinstance(where, Stick) else _folder(where)
        theirs = [name for name, _ in _names(root / FOLDER) if is_id(name)]
    except OSError as error:
        raise of_system(error, where.says) from error
    if theirs and building.hex() not in theirs:
        says = f"{_begun(where.says)} holds the copy of another building, which is left as it is."
        raise CopyFault(NOT_OURS, says)
    return FolderTarget(root, where, building, box)


def prepare(path: Path) -> None:
    """Prepare a place for copies: from now on boxes write theirs there. Raises OSError.

    What root makes is given to the replica. On FAT that is refused, but there it belongs to the replica already.
    """
    folder = path / FOLDER
    folder.mkdir(exist_ok=True)
    write_whole(folder / READ_ME, _SAYS)
    if os.geteuid() == 0:
        for each in (folder, folder / READ_ME):
            with contextlib.suppress(LookupError, PermissionError):
                shutil.chown(each, USER)


def _stick(where: Stick, building: bytes, box: bytes, roots: Iterable[Path], mountinfo: Path) -> Path:
    """Find the stick of copies that is in; of several, the one with our copy."""
    told = mountinfo.read_text("utf-8", "surrogateescape")
    found = [path for path in mounted_in(told, roots) if (path / FOLDER).is_dir()]
    if not found:
        says = f"No stick for the copy is in. Put {where.says} of this box in; a new one is made by handbell replica prepare."
        raise CopyFault(UNPLUGGED, says)
    return min(found, key=lambda path: _strange(path / FOLDER, building, box))


def _strange(copies: Path, building: bytes, box: bytes) -> int:
    """Give 0 where our copy lies there, 1 where one of our building or none at all does, 2 where only other buildings' do."""
    if (copies / building.hex() / box.hex()).is_dir():
        return 0
    theirs = {name for name, _ in _names(copies) if is_id(name)}
    return 2 if theirs and building.hex() not in theirs else 1


def _folder(where: Folder) -> Path:
    """Find the folder. Where nothing is mounted at its path, it must have been prepared: else it may be the place of a
    disk that is away.
    """
    path = Path(where.path)
    if not (path / FOLDER).is_dir():
        if not path.is_mount():
            says = f"{path} has no folder {FOLDER}: is its disk away? Where it is a new one: handbell replica prepare {path}"
            raise CopyFault(UNPLUGGED, says)
        prepare(path)
    return path


def _what_is_at(path: Path) -> tuple[int, int]:
    """Give device and mount: if one of them changes, another stick is in, or none. (File numbers do not last on FAT.)"""
    return path.stat().st_dev, _mount_of(path, MOUNTINFO.read_text("utf-8", "surrogateescape"))


def _mount_of(path: Path, mountinfo: str) -> int:
    """Give the number of the mount that a path is in: the nearest mount above it, and of several at one place the last."""
    above = {str(each) for each in (path, *path.parents)}
    best, number = -1, 0
    for line in mountinfo.splitlines():
        fields = line.split(" ")
        if len(fields) > 4 and fields[4] in above and len(fields[4]) >= best:
            best, number = len(fields[4]), int(fields[0])
    return number


def _settle(path: Path) -> None:
    """Flush a file to the stick. A file that is gone needs no flush: Litestream removes files that it has joined."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _names(folder: Path) -> list[tuple[str, int]]:
    try:
        with os.scandir(folder) as entries:
            return [found for entry in entries if (found := _sized(entry)) is not None]
    except FileNotFoundError:
        return []


def _sized(entry: "os.DirEntry[str]") -> tuple[str, int] | None:
    """Give name and size; None where the file went meanwhile: Litestream removes files that it has joined."""
    try:
        return entry.name, 0 if entry.is_dir() else entry.stat().st_size
    except FileNotFoundError:
        return None


def _begun(says: str) -> str:
    return says[:1].upper() + says[1:]
