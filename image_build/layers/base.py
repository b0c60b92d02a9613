"""Makes the userland for a box: without what setting it up left behind, and with single files of other packages and bytecode."""

import tempfile
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from image_build.layers.bytecode import compiled
from image_build.layers.debs import Deb
from image_build.layers.tars import Rewrite, files_below, from_files, rewritten
from image_build.programs import run
from image_build.recipe import PYTHON, SOURCE_DATE_EPOCH, TAKEN_FROM

MAKING: Final = 1  # see MAKING in `userland`
TAR: Final = "base.tar"
# What packages leave behind on the machine on which they are set up. Keys made while building would be the same in every building.
LEFT_OUT: Final = (
    "./etc/ssh/ssh_host_*",
    "./etc/brlapi.key",
    "./etc/resolv.conf",  # the building machine's own name servers
    "./etc/.resolv.conf.*",  # the same file, moved aside by systemd-resolved
    "./etc/hostname",
    "./etc/apt",
    "./etc/apt/*",  # there is no apt on a box, and the archive of a build is a folder that is gone
    "./etc/vconsole.conf",  # leads to a file of a package that is not on a box
    "./etc/machine-id",
    "./var/lib/dbus/machine-id",
    "./var/lib/systemd/random-seed",
    "./etc/*-",  # passwd-, shadow-: how a file was before the last user was added
    "./etc/.pwd.lock",
    "./var/cache/*",
    "./var/log/*",
    "./var/backups/*",
    "./var/lib/apt/*",
    "./var/lib/python/*",
    # what packages switched on; image_build/tree/enabled.py says what runs on a box
    "./var/lib/systemd/deb-systemd-helper-*/*",
    "./var/lib/dpkg/[!s]*",  # used for changing packages; `status`, which says what is installed, stays
    "./var/lib/dpkg/status-old",
    "./var/lib/dpkg/statoverride*",
    "./usr/lib/udev/hwdb.d/*",  # the sources of hwdb.bin, which is beside them
    "./usr/share/sounds/alsa/*",
    # Bytecode that Python wrote while packages were set up: it holds the time of that setting up.
    "./usr/share/python3/*/__pycache__/*",
    "./usr/lib/python3*/__pycache__/sitecustomize.*",
    "./tmp/*",
    "./var/tmp/*",
    "./run/*",
    "./dev/*",  # the kernel makes them
)


def inputs(userland_key: str, taken_from: Sequence[Deb]) -> dict[str, object]:
    """Return everything that may change a byte of this layer."""
    return {
        "making": MAKING,
        "epoch": SOURCE_DATE_EPOCH,
        "python": list(PYTHON),
        "userland": userland_key,
        "left_out": list(LEFT_OUT),
        "taken": [[deb.pin, list(_taken(deb))] for deb in taken_from],
    }


def make(folder: Path, userland: Path, taken_from: Sequence[Deb]) -> None:
    """Write `base.tar` into `folder`."""
    taken = folder / "taken.tar"
    _take(taken_from, taken)
    with compiled(userland, "./usr/lib/python3") as bytecode:
        rewritten([userland, taken, bytecode], folder / TAR, Rewrite(leave_out=LEFT_OUT, no_setuid=True))
    taken.unlink()


def _take(debs: Sequence[Deb], out: Path) -> None:
    """Take single files of packages that are not set up."""
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
