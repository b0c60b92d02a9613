"""Writes the tars of the layers: sorted, in GNU format, owners and modes kept, and no time later than the recipe's. It knows no layer."""

import copy
import fnmatch
import io
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from image_build.recipe import SOURCE_DATE_EPOCH

SETUID: Final = 0o6000


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What changes on the way: names that are left out (`fnmatch` patterns), and whether set-user-id and set-group-id are taken off
    files.
    """

    leave_out: Sequence[str] = ()
    no_setuid: bool = False


def rewritten(sources: Sequence[Path], out: Path, change: Rewrite | None = None) -> None:
    """Write the members of all `sources` into one tar. If two have the same name, the later source's counts. The same members give the
    same bytes.
    """
    change = change or Rewrite()
    with ExitStack() as open_files:
        archives = [open_files.enter_context(tarfile.open(source, "r:")) for source in sources]
        members = {_name(member): (archive, member) for archive in archives for member in archive}
        target = open_files.enter_context(_opened(out))
        # a hard link comes after the file to which it links
        for name in sorted(members, key=lambda name: (members[name][1].islnk(), name)):
            if not any(fnmatch.fnmatchcase(name, pattern) for pattern in change.leave_out):
                archive, member = members[name]
                _add(target, archive, member, change)


def from_files(files: Iterable[tuple[str, Path | bytes | None, int]], out: Path) -> None:
    """Write a tar of files that belong to root: (name that begins with `./`, content or None for a folder, mode). Parent folders are
    added.

    A `Path` that is a symbolic link stays one.
    """
    entries = {name: (content, mode) for name, content, mode in files}
    for name in list(entries):
        for parent in _parents(name):
            entries.setdefault(parent, (None, 0o755))
    with _opened(out) as target:
        for name in sorted(entries):
            _add_file(target, name, *entries[name])


def files_below(folder: Path, at: str) -> Iterator[tuple[str, Path, int]]:
    """Give every file and link below `folder` as `from_files` needs it, named below `at`. A file that its owner may execute can be
    executed by all.
    """
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or path.is_file():
            mode = 0o755 if path.is_symlink() or path.stat().st_mode & 0o100 else 0o644
            yield f"{at}/{path.relative_to(folder)}", path, mode


def _opened(out: Path) -> tarfile.TarFile:
    # GNU and not PAX: mke2fs reads names in PAX only as ASCII, and ca-certificates has a name that is not ASCII.
    return tarfile.open(out, "w", format=tarfile.GNU_FORMAT, encoding="utf-8", errors="surrogateescape")


def _name(member: tarfile.TarInfo) -> str:
    bare = member.name.removeprefix("./").strip("/")
    return f"./{bare}" if bare and bare != "." else "."


def _add(target: tarfile.TarFile, archive: tarfile.TarFile, member: tarfile.TarInfo, change: Rewrite) -> None:
    kept = copy.copy(member)
    kept.name = _name(member)
    if kept.islnk():
        kept.linkname = f"./{member.linkname.removeprefix('./')}"
    kept.pax_headers = {}
    kept.mtime = min(int(member.mtime), SOURCE_DATE_EPOCH)
    kept.uname = kept.gname = ""  # only the numbers count; names would be looked up on the machine that unpacks
    if change.no_setuid and not kept.isdir():
        kept.mode &= ~SETUID
    target.addfile(kept, archive.extractfile(member) if member.isreg() else None)


def _add_file(target: tarfile.TarFile, name: str, content: Path | bytes | None, mode: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.mtime, entry.mode = SOURCE_DATE_EPOCH, mode
    if content is None:
        entry.type = tarfile.DIRTYPE
        target.addfile(entry)
    elif isinstance(content, Path) and content.is_symlink():
        entry.type, entry.linkname, entry.mode = tarfile.SYMTYPE, str(content.readlink()), 0o777
        target.addfile(entry)
    else:
        body = content.read_bytes() if isinstance(content, Path) else content
        entry.size = len(body)
        target.addfile(entry, io.BytesIO(body))


def _parents(name: str) -> list[str]:
    parts = name.split("/")
    return ["/".join(parts[:end]) for end in range(2, len(parts))]
