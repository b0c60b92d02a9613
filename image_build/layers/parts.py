"""What the layers hand to whoever puts a disk together: paths in the cache, never to be written to."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class KernelParts:
    """A kernel, unpacked. `version` as `uname -r` will say it.

    `root_tar` holds `./usr/lib/modules/VERSION` (pruned, with `modules.dep`) and the licences of what is in it; `boot_files` is a
    folder for the FAT partition (`vmlinuz`, `*.dtb`, `start*.elf`, …) without config.txt, cmdline.txt and initrd.img; `busybox` is
    the static arm64 program for the initramfs.
    """

    root_tar: Path
    boot_files: Path
    busybox: Path
    version: str


@dataclass(frozen=True, slots=True)
class Layers:
    """All that an image is put together from. The tars are sorted, in GNU format, with names that begin `./`.

    `packages` lists, one JSON object a line, every Debian package and every wheel: what the SBOM is made of.
    """

    base: Path
    kernel: KernelParts
    site: Path
    packages: Path
