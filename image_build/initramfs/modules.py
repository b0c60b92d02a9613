"""Which drivers come before the root, and in which order. Reads a kernel's `modules.dep`; pure."""

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

# What finds the card of every target, and reads what is on it. A driver that is built in, or that a kernel lacks, is not there.
WANTED: Final = (
    "mmc_block",
    "bcm2835",  # Pi 3's card
    "sdhci_iproc",  # Pi 4's card
    "sdhci_brcmstb",  # Pi 5's card
    "virtio_blk",
    "virtio_mmio",
    "erofs",
    "ext4",
    "bcm2835_wdt",  # so that a start that hangs is noticed, if the first stage has left the watchdog running
    "i6300esb",  # QEMU's watchdog
)
# ext4 asks for its checksum by name, which modules.dep does not know.
FIRST: Final = ("crc32c_generic", "crc32c_cryptoapi", "libcrc32c")


def name_of(path: str) -> str:
    """`kernel/fs/ext4/ext4.ko.xz` is `ext4`."""
    return PurePosixPath(path).name.split(".ko", 1)[0].replace("-", "_")


def in_order(modules_dep: str, wanted: Iterable[str] = (*FIRST, *WANTED)) -> list[str]:
    """Paths of those that this kernel has as modules, each after what it needs."""
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
