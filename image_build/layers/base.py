"""Debian's userland for the box, from exactly the packages named. mmdebstrap sets them up; their own scripts run as arm64 programs.

It knows nothing of kernels, of our program, or of disks.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from image_build.layers import binfmt
from image_build.layers.bytecode import compiled
from image_build.layers.debs import Deb
from image_build.layers.plain_deb import write_plain
from image_build.layers.tars import Rewrite, files_below, from_files, rewritten
from image_build.programs import CannotBuild, need, run
from image_build.recipe import ARCHITECTURE, EXCLUDED_PATHS, PACKAGES, SOURCE_DATE_EPOCH, SUITE, TAKEN_FROM

# A change here that changes what comes out of the same packages: count on, and every kept layer is made anew.
MAKING: Final = 1
TAR: Final = "base.tar"
# What packages leave behind on the machine they are set up on. Keys made at building would be the same in every building.
LEFT_OUT: Final = (
    "./etc/ssh/ssh_host_*",
    "./etc/brlapi.key",
    "./etc/resolv.conf",  # the building machine's own name servers
    "./etc/hostname",
    "./etc/machine-id",
    "./var/lib/dbus/machine-id",
    "./var/lib/systemd/random-seed",
    "./etc/*-",  # passwd-, shadow-: how a file was before the last user was added
    "./etc/.pwd.lock",
    "./var/cache/*",
    "./var/log/*",
    "./var/lib/apt/*",
    "./var/lib/dpkg/*-old",
    "./var/lib/dpkg/lock*",
    "./var/lib/dpkg/info/*",  # scripts and lists for changing packages; `status`, which says what is installed, stays
    "./usr/lib/udev/hwdb.d/*",  # what hwdb.bin beside it was made from
    "./usr/share/sounds/alsa/*",
    "./tmp/*",
    "./var/tmp/*",
    "./run/*",
    "./dev/*",  # the kernel makes them
)


def inputs(debs: Sequence[Deb], taken_from: Sequence[Deb]) -> dict[str, object]:
    """All that may change a byte of it."""
    return {
        "making": MAKING,
        "epoch": SOURCE_DATE_EPOCH,
        "asked": [package.name for package in PACKAGES],
        "paths": [list(path[:2]) for path in EXCLUDED_PATHS],
        "left_out": list(LEFT_OUT),
        "debs": [deb.pin for deb in debs],
        "taken": [[deb.pin, list(_taken(deb))] for deb in taken_from],
    }


def make(folder: Path, debs: Sequence[Deb], taken_from: Sequence[Deb]) -> None:
    """Writes `base.tar` into `folder`. Raises CannotBuild with what is missing or went wrong."""
    need(["mmdebstrap"])
    binfmt.make_ready()
    whole, taken = folder / "whole.tar", folder / "taken.tar"
    with _repository(debs) as repository:
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(SOURCE_DATE_EPOCH), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        run(_words(repository, whole), environment=environment, log=folder / "mmdebstrap.log")
    _take(taken_from, taken)
    with compiled(whole, "./usr/lib/python3") as bytecode:
        rewritten([whole, taken, bytecode], folder / TAR, Rewrite(leave_out=LEFT_OUT, no_setuid=True))
    whole.unlink()
    taken.unlink()


def _take(debs: Sequence[Deb], out: Path) -> None:
    """Single files of packages that are not set up."""
    with tempfile.TemporaryDirectory(prefix="handbell-taken-") as work:
        files = []
        for deb in debs:
            place = Path(work) / deb.name
            run(["dpkg-deb", "-x", str(deb.path), str(place)])
            files += [
                file for file in files_below(place, ".") if any(fnmatchcase(file[0], want) for want in _taken(deb))
            ]
        from_files(files, out)


def _taken(deb: Deb) -> tuple[str, ...]:
    return next(files for package, files in TAKEN_FROM if package.name == deb.name)


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
        "--dpkgopt=force-confold",  # never ask
        "--dpkgopt=force-unsafe-io",  # a build that is cut short is made again; syncing each file takes minutes
        *options,
        *_spare_compiling(),
        '--customize-hook=rm -f "$1/etc/apt/apt.conf.d/99mmdebstrap" "$1/etc/dpkg/dpkg.cfg.d/99mmdebstrap"',
        SUITE,
        str(out),
        # Trusted, because each file was checked against Debian's signed index when it was fetched, and is named by its hash here.
        f"deb [trusted=yes] copy:{repository} ./",
    ]


def _spare_compiling() -> list[str]:
    """Python's packages make bytecode as they are set up, in minutes where arm64 is emulated; `compiled` makes it all anew anyway.

    So their compiler is put aside meanwhile in Debian's own way, dpkg-divert(1), and is back before anything is kept.
    """
    compiler = "/usr/lib/python3.13/py_compile.py"
    divert = 'chroot "$1" dpkg-divert --quiet --local --rename'
    return [
        f"--essential-hook={divert} --divert {compiler}.aside --add {compiler}",
        f'--essential-hook=mkdir -p "$1{Path(compiler).parent}" && : > "$1{compiler}"',
        f'--customize-hook=rm "$1{compiler}" && {divert} --remove {compiler}',
    ]


def _mode() -> str:
    """Without root, in a user namespace; for that the user needs a range of further user numbers."""
    if os.geteuid() == 0:
        return "root"
    need(["newuidmap"])
    user = os.environ.get("USER") or str(os.geteuid())
    ranges = Path("/etc/subuid")
    if not ranges.exists() or not any(line.startswith(f"{user}:") for line in ranges.read_text().splitlines()):
        gives = f"sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 {user}"
        raise CannotBuild(f"Without root, {user} needs a range in /etc/subuid. Run: {gives}")
    return "unshare"


@contextmanager
def _repository(debs: Sequence[Deb]) -> Iterator[Path]:
    """A small archive of exactly those packages, where also another user may read: a user namespace's root is one."""
    folder = Path(tempfile.mkdtemp(prefix="handbell-debs-"))
    try:
        folder.chmod(0o755)
        for deb in debs:
            write_plain(deb.path, folder / deb.path.name)
        index = "\n".join(_stanza(folder / deb.path.name) for deb in debs).encode()
        (folder / "Packages").write_bytes(index)
        digest = hashlib.sha256(index).hexdigest()
        # mmdebstrap asks for the essential packages of the suite by its name, so the archive has to have one.
        head = f"Suite: {SUITE}\nCodename: {SUITE}\nArchitectures: {ARCHITECTURE}\n"
        (folder / "Release").write_text(f"{head}SHA256:\n {digest} {len(index)} Packages\n")
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _stanza(file: Path) -> str:
    control = run(["dpkg-deb", "-f", str(file)]).rstrip("\n")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return f"{control}\nFilename: ./{file.name}\nSize: {file.stat().st_size}\nSHA256: {digest}\n"
