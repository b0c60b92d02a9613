"""Makes the archive that unpacks to /opt/handbell on a server, an office's computer or a computer without a network. It starts no
program from the archive.

The same clone gives the same bytes, on every machine and day: sorted, owned by root, with the recipe's time.
"""

import gzip
import hashlib
import io
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from image_build import lock
from image_build.layers import ours, site
from image_build.project import CLONE, project
from image_build.recipe import SOURCE_DATE_EPOCH

TOP: Final = "handbell"  # the folder below /opt
SYSTEMD: Final = "systemd/district"
PAPERS: Final = ("ARCHITECTURE.md", "CHANGELOG.md", "INSTALL.md", "LICENSE", "README.md", "SECURITY.md")
RUN: Final = ("set-up",)  # files of systemd/district that people start
LEFT_OUT: Final = ("Containerfile", "compose.yaml")  # files that take the archive itself, and are used beside it
# Level 6 is gzip's usual one; 9 takes three times as long to save one percent.
LEVEL: Final = 6


@dataclass(frozen=True, slots=True)
class Made:
    """The archive, its SHA-256, and the file beside it for sha256sum(1)."""

    archive: Path
    sha256: str
    beside: Path


def made(machine: str, out: Path, cache: Path, clone: Path = CLONE) -> Made:
    """Write the archive for this kind of processor into the folder `out`. Wheels are kept in `cache`. Raises CannotBuild."""
    asked = project(clone)
    wheels_lock = lock.current(asked.of_server, lock.of_server(machine))
    cache.mkdir(parents=True, exist_ok=True)
    wheels = site.fetched(wheels_lock, cache, machine)
    out.mkdir(parents=True, exist_ok=True)
    place = out / f"handbell-district-{asked.version}-{machine}.tar.gz"
    work = Path(tempfile.mkdtemp(prefix="handbell-district-"))
    try:
        site.make(work, wheels, ours.files(asked, clone, ours.SERVER))
        packed(work / site.TAR, {**dict(beside(clone)), "MACHINE": f"{machine}\n".encode()}, place)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    sha256 = hashlib.sha256(place.read_bytes()).hexdigest()
    checked = place.with_name(f"{place.name}.sha256")
    checked.write_text(f"{sha256}  {place.name}\n")
    return Made(place, sha256, checked)


def beside(clone: Path) -> Iterator[tuple[str, bytes]]:
    """Give every file that is no module: units, examples, the command that sets up, and the papers."""
    for file in sorted(each for each in (clone / SYSTEMD).iterdir() if _goes(each)):
        yield (file.name if file.name in RUN else f"district/{file.name}"), file.read_bytes()
    for name in PAPERS:
        yield f"doc/{name}", (clone / name).read_bytes()


def _goes(file: Path) -> bool:
    """Return whether a file goes into the archive. A hidden file is somebody's own, such as .env with a password, and does not."""
    return file.is_file() and file.name not in LEFT_OUT and not file.name.startswith(".")


def packed(site_tar: Path, more: dict[str, bytes], out: Path) -> None:
    """Write one archive of both, gzipped. Its names have no `./` and no `opt`: unpacked below /opt, it changes no folder that is there."""
    with (
        out.open("wb") as file,
        gzip.GzipFile("", "wb", LEVEL, file, mtime=SOURCE_DATE_EPOCH) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as target,
        tarfile.open(site_tar, "r:") as source,
    ):
        for member in source:
            member.name = member.name.removeprefix("./").removeprefix("opt/")
            if member.name == TOP or member.name.startswith(f"{TOP}/"):
                target.addfile(member, source.extractfile(member) if member.isreg() else None)
        for folder in sorted({f"{TOP}/{name.partition('/')[0]}" for name in more if "/" in name}):
            target.addfile(_entry(folder, 0o755, tarfile.DIRTYPE))
        for name, content in sorted(more.items()):
            entry = _entry(f"{TOP}/{name}", 0o755 if name in RUN else 0o644)
            entry.size = len(content)
            target.addfile(entry, io.BytesIO(content))


def _entry(name: str, mode: int, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.mtime, entry.mode, entry.type = SOURCE_DATE_EPOCH, mode, kind
    return entry
