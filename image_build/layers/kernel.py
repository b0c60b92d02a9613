"""Unpacks kernel and firmware of a box from Debian's packages, on this machine. It runs no arm64 program and sets no package up.

It knows nothing of initramfs, config.txt and command lines: the code that puts the card together makes those.
"""

import json
import shutil
import tempfile
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from image_build.layers import modules
from image_build.layers.debs import Deb
from image_build.layers.parts import KernelParts
from image_build.layers.tars import files_below, from_files
from image_build.programs import CannotBuild, need, run
from image_build.recipe import BOOT_FILES, KEPT_MODULES, SOURCE_DATE_EPOCH, Kernel

MAKING: Final = 1  # see MAKING in `userland`
_ROOT: Final = "root.tar"
_BOOT: Final = "boot"
_BUSYBOX: Final = "busybox"
_FACTS: Final = "kernel.json"


def unpacked(kernel: Kernel, debs: Sequence[Deb]) -> list[Deb]:
    """Choose the packages of which a kernel is made, from all that its metapackage brings. Raises CannotBuild if one kind is not there."""
    wanted = {pattern: [deb for deb in debs if fnmatchcase(deb.name, pattern)] for pattern in kernel.unpacked}
    if missing := [pattern for pattern in kernel.unpacked if not wanted[pattern]]:
        raise CannotBuild(
            f"{kernel.suite} has no package {', '.join(missing)} any more: the kernel's packages were cut anew. See image_build/recipe.py."
        )
    return sorted({deb for some in wanted.values() for deb in some})


def inputs(debs: Sequence[Deb]) -> dict[str, object]:
    """Return everything that may change a byte of this layer."""
    return {
        "making": MAKING,
        "epoch": SOURCE_DATE_EPOCH,
        "modules": [pattern for pattern, _ in KEPT_MODULES],
        "boot": [pattern for pattern, _ in BOOT_FILES],
        "debs": [deb.pin for deb in debs],
    }


def make(folder: Path, debs: Sequence[Deb]) -> None:
    """Fill `folder` with what `parts` finds there."""
    need(["dpkg-deb", "depmod"])
    work = Path(tempfile.mkdtemp(prefix="handbell-kernel-"))
    try:
        for deb in debs:
            run(["dpkg-deb", "-x", str(deb.path), str(work)])
        version = _version(work)
        _boot_files(work, version, folder / _BOOT)
        shutil.copyfile(work / "usr/bin/busybox", folder / _BUSYBOX)
        _depmod(work, version)  # lists which module needs which, for pruning
        modules.prune(work / "usr/lib/modules" / version, [pattern for pattern, _ in KEPT_MODULES])
        _depmod(work, version)
        from_files([*_root_files(work, version)], folder / _ROOT)
        (folder / _FACTS).write_text(json.dumps({"version": version}) + "\n")
    finally:
        shutil.rmtree(work, ignore_errors=True)


def parts(folder: Path) -> KernelParts:
    """Return what `make` left in `folder`."""
    facts = json.loads((folder / _FACTS).read_text())
    return KernelParts(folder / _ROOT, folder / _BOOT, folder / _BUSYBOX, facts["version"])


def _version(work: Path) -> str:
    versions = sorted(place.name for place in (work / "usr/lib/modules").iterdir())
    if len(versions) != 1:
        raise CannotBuild(f"Expected the modules of one kernel, and found {', '.join(versions) or 'none'}.")
    return versions[0]


def _boot_files(work: Path, version: str, out: Path) -> None:
    """Copy the files for the FAT partition. Since 7.0, Debian has kernel and device trees in other places: both places are searched."""
    here = work / "usr/lib/modules" / version
    folders = {
        "": [work / "usr/lib/raspi-firmware"],
        "kernel": [work / "boot", here],
        "trees": [work / f"usr/lib/linux-image-{version}/broadcom", here / "dtb/broadcom"],
    }
    found = {
        path.name: path for places in folders.values() for place in places if place.is_dir() for path in place.iterdir()
    }
    out.mkdir()
    for pattern, _ in BOOT_FILES:
        matching = sorted(name for name in found if fnmatchcase(name, pattern))
        if not matching:
            raise CannotBuild(
                f"The packages of kernel {version} have no {pattern}: they were cut anew. See BOOT_FILES in image_build/recipe.py."
            )
        for name in matching:
            plain = "vmlinuz" if name.startswith("vmlinuz") else name
            shutil.copyfile(found[name], out / plain)


def _depmod(work: Path, version: str) -> None:
    if not (work / "lib").exists():
        (work / "lib").symlink_to("usr/lib")  # the place where depmod looks
    run(["depmod", "-b", str(work), version])


def _root_files(work: Path, version: str) -> list[tuple[str, Path, int]]:
    module_tree = work / "usr/lib/modules" / version
    files = list(files_below(module_tree, f"./usr/lib/modules/{version}"))
    for licence in sorted((work / "usr/share/doc").glob("*/copyright")):
        files.append((f"./usr/share/doc/{licence.parent.name}/copyright", licence, 0o644))
    return files
