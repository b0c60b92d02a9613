"""The machines QEMU has for us: `virt`, which no box is, and a Raspberry Pi 3 as far as it is emulated. Words alone; starts nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Board:
    """`lines` are what its serial ports are joined to, in order; `console` is what the kernel calls the one with our console on it."""

    hardware: Sequence[str]
    console: str
    lines: Sequence[str]
    card: str  # a drive of QEMU's but for its file
    attached: Sequence[str]  # what the card, chance and a stick hang on
    network_card: str
    tree: str = (
        ""  # the device tree on the card that the first stage would hand the kernel; empty where QEMU makes one itself
    )
    words: Sequence[str] = ()  # more for the kernel's command line


# The slowest kind of processor QEMU emulates for us: that of a Pi 4.
VIRT: Final = Board(
    hardware=("-M", "virt", "-cpu", "cortex-a72"),
    console="ttyAMA0",
    lines=("chardev:console", "chardev:shell"),
    card="format=raw,if=none,id=card",
    attached=("-device", "virtio-blk-pci,drive=card", "-device", "virtio-rng-pci", "-device", "qemu-xhci,id=usb"),
    # no boot ROM: nothing is started over the network, and the file is not needed
    network_card="virtio-net-pci,netdev=net0,romfile=",
)

# Of a Pi 3 QEMU has processor, card, serial lines, screen and USB; not the first stage, so kernel and device tree are handed over by us.
# One line alone reaches a console: the other belongs to Bluetooth, so there is no root shell.
RASPI3B: Final = Board(
    hardware=("-M", "raspi3b"),
    console="ttyS1",
    lines=("null", "chardev:console"),
    card="format=raw,if=sd",
    attached=(),
    network_card="usb-net,netdev=net0",  # a Pi 3's own port hangs on USB as well, by another chip
    tree="bcm2837-rpi-3-b.dtb",
    # Its watchdog is emulated as one that resets at once (seen: QEMU ends some seconds after systemd has set it).
    words=("systemd.watchdog_sec=0",),
)
