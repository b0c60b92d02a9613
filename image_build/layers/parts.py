"""Defines what the layers hand to the code that puts a disk together: paths in the cache, which must never be written to."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class KernelParts:
    """A kernel, unpacked. `version` is what `uname -r` will say.

    `root_tar` holds `./usr/lib/modules/VERSION` (pruned, with `modules.dep`) and the licences of its packages. `boot_files` is a
    folder for the FAT partition (`vmlinuz`, `*.dtb`, `start*.elf`, …) without config.txt, cmdline.txt and initrd.img. `busybox` is
    the static arm64 program for the initramfs.
    """

    root_tar: Path
    boot_files: Path
    busybox: Path
    version: str


@dataclass(frozen=True, slots=True)
class Layers:
    """All layers from which an image is put together. The tars are sorted, in GNU format, with names that begin with `./`.

    `packages` lists every Debian package and every wheel, one JSON object a line; the SBOM is made from it.
    """

    base: Path
    kernel: KernelParts
    site: Path
    packages: Path
