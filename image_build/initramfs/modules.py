"""Decides which drivers are loaded before the root, and in which order. Reads a kernel's `modules.dep`; pure."""

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

# The drivers that find the card of every target and read it. A driver that is built in, or that a kernel lacks, is left out.
WANTED: Final = (
    "mmc_block",
    "bcm2835",  # Pi 3's card
    "sdhci_iproc",  # Pi 4's card
    "sdhci_brcmstb",  # Pi 5's card
    "virtio_blk",
    "virtio_mmio",
    "erofs",
    "ext4",
    "bcm2835_wdt",  # notices a start that hangs, if the first stage has left the watchdog running
    "i6300esb",  # QEMU's watchdog
)
# ext4 loads its checksum driver by name, and modules.dep does not list that.
FIRST: Final = ("crc32c_generic", "crc32c_cryptoapi", "libcrc32c")


def name_of(path: str) -> str:
    """Return the name of a driver: `kernel/fs/ext4/ext4.ko.xz` is `ext4`."""
    return PurePosixPath(path).name.split(".ko", 1)[0].replace("-", "_")


def in_order(modules_dep: str, wanted: Iterable[str] = (*FIRST, *WANTED)) -> list[str]:
    """Return the paths of the drivers that this kernel has as modules, each after the drivers that it needs."""
    needs: dict[str, list[str]] = {}
    path_of: dict[str, str] = {}
    for line in modules_dep.splitlines():
        path, _, needed = line.partition(":")
        needs[path] = needed.split()
        path_of[name_of(path)] = path
    order: dict[str, None] = {}
    for name in wanted:
        if name in path_of:
            # modules.dep lists the nearest first; the furthest has to be loaded first
            order.update(dict.fromkeys([*reversed(needs[path_of[name]]), path_of[name]]))
    return list(order)
