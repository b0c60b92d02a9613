"""Checks whether this machine runs arm64 programs like its own, and registers qemu for them if needed. The scripts of packages need
this; registering needs root.
"""

import os
import platform
import subprocess
from pathlib import Path
from typing import Final

from image_build.programs import CannotBuild, found

_KERNEL: Final = Path("/proc/sys/fs/binfmt_misc")
# Debian's package qemu-user-binfmt brings this file, in the kernel's own format (Documentation/admin-guide/binfmt-misc.rst).
_FORMAT: Final = Path("/usr/lib/binfmt.d/qemu-aarch64.conf")
_HELP: Final = (
    "Programs for arm64 do not run here, and Debian's packages for the box must be set up by their own scripts.\n"
    "On Debian 13, as root, once after each start of the machine:\n"
    "    apt-get install qemu-user-binfmt\n"
    f"    mount -t binfmt_misc binfmt_misc {_KERNEL}      (if it is not mounted)\n"
    f"    cat {_FORMAT} > {_KERNEL}/register\n"
    "or run this as root, and it does so itself."
)


def ready(kernel: Path = _KERNEL) -> bool:
    """Return whether arm64 programs run here: the machine is an arm64, or its kernel hands them to qemu, even inside a chroot (flag F)."""
    if platform.machine() == "aarch64":
        return True
    try:
        entry = (kernel / "qemu-aarch64").read_text()
    except OSError:
        return False
    flags = next((line.split(":", 1)[1] for line in entry.splitlines() if line.startswith("flags")), "")
    return entry.startswith("enabled") and "F" in flags


def make_ready() -> None:
    """Register qemu for arm64 if it is not registered and we may do so. Raises CannotBuild, which says what a person has to do."""
    if ready():
        return
    if os.geteuid() != 0 or not _FORMAT.exists():
        raise CannotBuild(_HELP)
    if not (_KERNEL / "register").exists():
        mount = found("mount") or "mount"
        subprocess.run([mount, "-t", "binfmt_misc", "binfmt_misc", str(_KERNEL)], check=False)
    for line in _FORMAT.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            _register(line.strip())
    if not ready():
        raise CannotBuild(_HELP)


def _register(line: str) -> None:
    # The kernel reads one registration per write. It refuses a name that it has already: then another program did it meanwhile.
    try:
        (_KERNEL / "register").write_text(line)
    except OSError as refused:
        if not ready():
            raise CannotBuild(f"{_HELP}\n(The kernel said: {refused.strerror}.)") from refused
