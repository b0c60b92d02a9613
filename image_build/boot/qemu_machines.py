"""Lists the machines that QEMU has for us: `virt`, which no real box is, and a Raspberry Pi 3 as far as QEMU emulates it. Only words;
starts nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class QemuMachine:
    """One machine. `lines` are what its serial ports are joined to, in order; `console` is the kernel's name for the port that has our
    console.
    """

    hardware: Sequence[str]
    console: str
    lines: Sequence[str]
    card: str  # QEMU's words for the drive, without its file
    attached: Sequence[str]  # the devices for the card, for random numbers and for a stick
    network_card: str
    # the device tree on the card, which the first stage would give to the kernel; empty if QEMU makes one itself
    tree: str = ""
    words: Sequence[str] = ()  # more words for the kernel's command line


# The slowest kind of processor that QEMU emulates for us, that of a Pi 4.
VIRT: Final = QemuMachine(
    hardware=("-M", "virt", "-cpu", "cortex-a72"),
    console="ttyAMA0",
    lines=("chardev:console", "chardev:shell"),
    card="format=raw,if=none,id=card",
    attached=("-device", "virtio-blk-pci,drive=card", "-device", "virtio-rng-pci", "-device", "qemu-xhci,id=usb"),
    # no boot ROM: nothing starts over the network, so the ROM's file is not needed
    network_card="virtio-net-pci,netdev=net0,romfile=",
)

# QEMU has a Pi 3's processor, card, serial lines, screen and USB, but not the first stage, so we hand over the kernel and the device
# tree. Only one line reaches a console, since the other belongs to Bluetooth; so there is no root shell.
RASPI3B: Final = QemuMachine(
    hardware=("-M", "raspi3b"),
    console="ttyS1",
    lines=("null", "chardev:console"),
    card="format=raw,if=sd",
    attached=(),
    network_card="usb-net,netdev=net0",  # a real Pi 3's port is on USB, too, but with another chip
    tree="bcm2837-rpi-3-b.dtb",
    # QEMU's watchdog for it resets at once (we saw it: QEMU ends some seconds after systemd has set the watchdog).
    words=("systemd.watchdog_sec=0",),
)
