"""Chooses and fetches the exact Debian packages for the box, and checks each. apt does it, with folders of its own. It reads and
changes nothing of the machine's own packages, and runs no arm64 program.
"""

import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from image_build.layers.mirror import KEYRING, Mirror
from image_build.programs import CannotBuild, run
from image_build.recipe import ARCHITECTURE

ESSENTIAL: Final = "?essential"  # apt's own pattern for the packages that every Debian has (apt-patterns(7))
_LINE = re.compile(r"^'(?P<uri>[^']+)' (?P<file>\S+) \d+ SHA256:(?P<sha256>[0-9a-f]{64})$", re.MULTILINE)


@dataclass(frozen=True, slots=True, order=True)
class Deb:
    """One package file, as fetched. `sha256` is of the bytes at `path`; apt checked it against Debian's signed index."""

    name: str
    version: str
    architecture: str
    sha256: str
    path: Path

    @property
    def pin(self) -> str:
        """The exact package, on one line: it goes into a layer's key and into the list of an image's packages."""
        return f"{self.name} {self.version} {self.architecture} sha256:{self.sha256}"


class Archive:
    """One Debian archive, asked as our box would ask it. `folder` keeps apt's state and what was fetched, and may be used again."""

    def __init__(self, folder: Path, mirror: Mirror, suite: str, *, backports: bool = False) -> None:
        if not KEYRING.exists():
            raise CannotBuild(f"{KEYRING} is missing. On Debian 13: sudo apt-get install debian-archive-keyring")
        self._folder = folder.resolve()
        self._mirror = mirror
        self._environment = {**os.environ, "APT_CONFIG": str(self._folder / "apt.conf"), "LC_ALL": "C.UTF-8"}
        # Only for backports. If one release were preferred, its security updates would count less than the release itself.
        self._prefer = [f"--target-release={suite}-backports"] if backports else []
        self._configure(mirror.sources(suite, backports=backports))

    def update(self) -> None:
        """Ask the archive what it has now. apt checks Debian's signature on the answer."""
        self._apt("apt-get", "update", "-qq", "--error-on=any")

    @property
    def was_asked(self) -> bool:
        """Whether it answered once, now or in an earlier build."""
        return any((self._folder / "state/lists").glob("*_InRelease"))

    def chosen(self, names: Iterable[str]) -> list[Deb]:
        """Return these packages and all that they depend on, sorted, in the archive's newest versions. Fetches those that are not
        there.
        """
        words = ["install", "-qq", "-y", "--no-install-recommends", *self._prefer, *names]
        # apt names only packages that it must still fetch, so it is shown an empty folder.
        empty = ["-o", f"Dir::Cache::archives={self._folder}/cache/none", "-o", "Acquire::ForceHash=SHA256"]
        signed = {
            found["file"]: found["sha256"]
            for found in _LINE.finditer(self._apt("apt-get", *empty, "--print-uris", *words))
        }
        if not signed:
            raise CannotBuild(f"apt named no package to fetch for: {' '.join(names)}")
        if not all(self._has(file, sha256) for file, sha256 in signed.items()):
            self._apt("apt-get", "--download-only", *words)
        debs = [_deb(self._folder / "cache/archives" / file) for file in signed]
        if wrong := [deb.name for deb in debs if deb.sha256 != signed[deb.path.name]]:
            raise CannotBuild(
                f"Fetched, and not what Debian signed: {', '.join(wrong)}. Empty {self._folder}/cache and try again."
            )
        return sorted(debs)

    def _has(self, file: str, sha256: str) -> bool:
        place = self._folder / "cache/archives" / file
        return place.is_file() and _sha256(place) == sha256

    def one(self, name: str) -> Deb:
        """Return this package, without the packages on which it depends."""
        return next(deb for deb in self.chosen([name]) if deb.name == name)

    def _apt(self, *words: str) -> str:
        try:
            return run([*words], environment=self._environment)
        except CannotBuild as failed:
            raise CannotBuild(f"Packages could not be had from {self._mirror.main}: {failed}") from failed

    def _configure(self, sources: str) -> None:
        for name in ("state/lists/partial", "cache/archives/partial", "cache/none/partial", "log"):
            (self._folder / name).mkdir(parents=True, exist_ok=True)
        (self._folder / "status").touch()
        (self._folder / "sources.list").write_text(sources)
        settings = {
            "APT::Architecture": ARCHITECTURE,
            # otherwise apt would become the user `_apt`, who may not enter a person's own folder
            "APT::Sandbox::User": "",
            "Dir::State": f"{self._folder}/state",
            "Dir::State::status": f"{self._folder}/status",
            "Dir::Cache": f"{self._folder}/cache",
            "Dir::Log": f"{self._folder}/log",
            "Dir::Etc::sourcelist": f"{self._folder}/sources.list",
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::Etc::preferences": "/dev/null",
            "Dir::Etc::preferencesparts": "/dev/null",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            "pkgCacheGen::ForceEssential": ",",  # apt counts itself as essential, but a read-only root does not need it
        }
        if self._mirror.is_snapshot:
            settings["Acquire::Check-Valid-Until"] = "false"
        lines = [f'{name} "{value}";' for name, value in settings.items()]
        lines.append(f'APT::Architectures {{ "{ARCHITECTURE}"; }};')
        (self._folder / "apt.conf").write_text("\n".join(lines) + "\n")


def _deb(path: Path) -> Deb:
    """Read a package from its file's name, NAME_VERSION_ARCHITECTURE.deb, in which apt writes an epoch's colon as %3a."""
    name, version, architecture = path.name.removesuffix(".deb").split("_")
    return Deb(name, unquote(version), architecture, _sha256(path), path)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
