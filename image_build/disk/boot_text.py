"""Writes `config.txt` and `cmdline.txt`, which a Raspberry Pi's first stage and the kernel read. Pure.

Nothing emulates the first stage, so a mistake shows only on hardware; `verify/lint.py` looks for the mistakes that are known.

Sources: https://www.raspberrypi.com/documentation/computers/config_txt.html and the kernel's admin-guide/kernel-parameters.
"""

from typing import Final

from image_build.card.layout import DISK_ID
from image_build.recipe import BACKPORTED, STABLE, Target
from image_build.seed.readme import README_NAME, readme

CONFIG: Final = """# Read by the Raspberry Pi's first stage. Lines are cut at 98 characters, so they are short.
# The kernel of Debian, with its own names of device trees, and our initramfs.
arm_64bit=1
upstream_kernel=1
kernel=vmlinuz
initramfs initrd.img followkernel
# A serial console for whoever has a cable; without this its clock moves with the processor's.
enable_uart=1
# A screen that is off or unplugged while the box starts works when it comes back.
hdmi_force_hotplug=1
disable_overscan=1
# No rainbow, no waiting: the kernel as soon as can be.
disable_splash=1
boot_delay=0
"""


# The serial line on pins 8 and 10, by each kernel's name for it (`stdout-path` of its device trees).
SERIAL: Final = {STABLE.suite: "ttyS1", BACKPORTED.suite: "ttyAMA10"}


def files(target: Target, version: str) -> dict[str, str]:
    """Return the content of every text on an image's FAT partition, by its name. The provisioning recognises our cards by README.txt."""
    return {
        "config.txt": CONFIG,
        "cmdline.txt": cmdline_txt(SERIAL[target.kernel.suite]),
        README_NAME: readme(version).decode(),
    }


def cmdline_txt(serial: str) -> str:
    """Write the kernel's command line, one line. The console that is named last is `/dev/console`. A screen is driven even while it is
    off.
    """
    return " ".join([*words(serial), "console=tty1", "video=HDMI-A-1:1920x1080M@60D"]) + "\n"


def words(serial: str) -> list[str]:
    """Return what every kernel is told, on every machine."""
    return [
        f"console={serial},115200",
        f"root=PARTUUID={DISK_ID:08x}-02",  # for people; the initramfs finds the card by its id
        "ro",
        "rootfstype=erofs",
        "net.ifnames=0",  # so that eth0 is the port on the board, as seeds name it
        "consoleblank=0",  # nobody trusts a screen that goes dark by itself
        "panic=10",  # in seconds; then the box restarts
        "loglevel=4",  # errors and worse, so that nothing is written over the console
        "systemd.show_status=no",
    ]
