"""Sets up Debian's userland for the box, from exactly the packages that are named. mmdebstrap does it; the packages' own scripts run as
arm64 programs.

It knows nothing of kernels, of our program, or of disks. `base` says what is then left out of it.
"""

import hashlib
import os
import pwd
import shutil
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.parser import HeaderParser
from pathlib import Path
from typing import Final

from image_build.layers import binfmt
from image_build.layers.debs import Deb
from image_build.layers.plain_deb import write_plain
from image_build.programs import CannotBuild, need, run
from image_build.recipe import ARCHITECTURE, EXCLUDED_PATHS, PACKAGES, SOURCE_DATE_EPOCH, SUITE

# If a change here gives another result from the same packages, raise this number: then every kept layer is made anew.
MAKING: Final = 1
TAR: Final = "userland.tar"
# mmdebstrap asks arch-test whether arm64 programs run here. It only recommends that package, but without it no image is made.
PROGRAMS: Final = ("mmdebstrap", "arch-test")


def inputs(debs: Sequence[Deb]) -> dict[str, object]:
    """Return everything that may change a byte of this layer."""
    return {
        "making": MAKING,
        "epoch": SOURCE_DATE_EPOCH,
        "asked": [package.name for package in PACKAGES],
        "paths": [list(path[:2]) for path in EXCLUDED_PATHS],
        "debs": [deb.pin for deb in debs],
    }


def make(folder: Path, debs: Sequence[Deb]) -> None:
    """Write `userland.tar` into `folder`. Raises CannotBuild, which says what is missing or went wrong."""
    need(PROGRAMS)
    binfmt.make_ready()
    with _repository(debs) as repository:
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(SOURCE_DATE_EPOCH), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        run(_words(repository, folder / TAR), environment=environment, log=folder / "mmdebstrap.log")
    if wrong := _differs(folder / TAR, debs):
        raise CannotBuild(
            f"What was set up is not what was chosen, so the list of packages would lie: {', '.join(wrong)}"
        )


def _differs(tar: Path, debs: Sequence[Deb]) -> list[str]:
    """List packages that are set up and were not chosen, or were chosen and are not set up."""
    with tarfile.open(tar, "r:") as archive:
        status = archive.extractfile("./var/lib/dpkg/status")
        text = "" if status is None else status.read().decode()
    said = [HeaderParser().parsestr(stanza) for stanza in text.strip().split("\n\n")]
    there = {f"{one['Package']} {one['Version']}" for one in said if one["Status"] == "install ok installed"}
    return sorted(there ^ {f"{deb.name} {deb.version}" for deb in debs})


def _words(repository: Path, out: Path) -> list[str]:
    options = [f"--dpkgopt=path-{what}={path}" for what, path, _ in EXCLUDED_PATHS]
    return [
        "mmdebstrap",
        f"--mode={_mode()}",
        "--variant=essential",
        "--format=tar",
        f"--architectures={ARCHITECTURE}",
        "--include=" + ",".join(package.name for package in PACKAGES),
        '--aptopt=APT::Install-Recommends "false"',
        '--aptopt=Acquire::Languages "none"',
        "--dpkgopt=force-confold",  # never ask a person
        # a build that is cut short is made again, and syncing each file would take minutes
        "--dpkgopt=force-unsafe-io",
        *options,
        *_spared(),
        '--customize-hook=rm -f "$1/etc/apt/sources.list" "$1/etc/apt/apt.conf.d/99mmdebstrap" "$1/etc/dpkg/dpkg.cfg.d/99mmdebstrap"',
        SUITE,
        str(out),
        # It is trusted: each file was checked against Debian's signed index when it was fetched, and is named by its hash here.
        f"deb [trusted=yes] copy:{repository} ./",
    ]


# Two programs of packages that take minutes if arm64 is emulated, and what replaces them during the setup; the replacements do nothing.
# Bytecode is made later anyway (`bytecode`). Certificates are gathered once at the end, and not once for each package that asks. Debian
# calls the first program with files, or gives it their names on its standard input.
_PUT_ASIDE: Final = (
    ("/usr/lib/python3.13/py_compile.py", r"import sys\nif '-' in sys.argv: sys.stdin.read()\n"),
    ("/usr/sbin/update-ca-certificates", r"#!/bin/sh\n"),
)


def _spared() -> list[str]:
    """Write hooks that put slow programs aside in Debian's own way, dpkg-divert(1), and bring them back before anything is kept."""
    divert = 'chroot "$1" dpkg-divert --quiet --local --rename'
    hooks = []
    for path, nothing in _PUT_ASIDE:
        hooks += [
            f"--essential-hook={divert} --divert {path}.aside --add {path}",
            f'--essential-hook=mkdir -p "$1{Path(path).parent}" && printf "{nothing}" > "$1{path}" && chmod 755 "$1{path}"',
            f'--customize-hook=rm "$1{path}" && {divert} --remove {path}',
        ]
    return [*hooks, '--customize-hook=chroot "$1" update-ca-certificates']


def _mode() -> str:
    """Choose how mmdebstrap runs. Without root it uses a user namespace, for which the user needs a range of further user numbers
    (subuid(5)).
    """
    if os.geteuid() == 0:
        return "root"
    need(["newuidmap"])
    user = pwd.getpwuid(os.geteuid()).pw_name
    if not all(_has_range(Path(place), user) for place in ("/etc/subuid", "/etc/subgid")):
        gives = f"sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 {user}"
        raise CannotBuild(f"Without root, {user} needs a range of numbers in /etc/subuid and /etc/subgid. Run: {gives}")
    return "unshare"


def _has_range(place: Path, user: str) -> bool:
    lines = place.read_text().splitlines() if place.exists() else []
    return any(line.split(":")[0] in {user, str(os.geteuid())} for line in lines)


@contextmanager
def _repository(debs: Sequence[Deb]) -> Iterator[Path]:
    """Make a small archive of exactly these packages, in a place that another user may read: the root of a user namespace is another
    user.
    """
    folder = Path(tempfile.mkdtemp(prefix="handbell-debs-"))
    try:
        folder.chmod(0o755)
        for deb in debs:
            write_plain(deb.path, folder / deb.path.name)
        index = "\n".join(_stanza(folder / deb.path.name) for deb in debs).encode()
        (folder / "Packages").write_bytes(index)
        digest = hashlib.sha256(index).hexdigest()
        # mmdebstrap asks for the suite's essential packages by the suite's name, so the archive must have that name.
        head = f"Suite: {SUITE}\nCodename: {SUITE}\nArchitectures: {ARCHITECTURE}\n"
        (folder / "Release").write_text(f"{head}SHA256:\n {digest} {len(index)} Packages\n")
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _stanza(file: Path) -> str:
    control = run(["dpkg-deb", "-f", str(file)]).rstrip("\n")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return f"{control}\nFilename: ./{file.name}\nSize: {file.stat().st_size}\nSHA256: {digest}\n"
