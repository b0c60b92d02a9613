"""`config.txt` and `cmdline.txt`: what a Raspberry Pi's first stage and the kernel are told. Nothing emulates the first stage, so a
mistake shows on hardware alone: `verify/lint.py` looks for the ones that are known. Pure.

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


# The line on pins 8 and 10 as each kernel calls it (`stdout-path` of its device trees).
SERIAL: Final = {STABLE.suite: "ttyS1", BACKPORTED.suite: "ttyAMA10"}


def files(target: Target, version: str) -> dict[str, str]:
    """Name to content of every text on the FAT partition that an image has. By README.txt the provisioning knows our cards."""
    return {
        "config.txt": CONFIG,
        "cmdline.txt": cmdline_txt(SERIAL[target.kernel.suite]),
        README_NAME: readme(version).decode(),
    }


def cmdline_txt(serial: str) -> str:
    """The kernel's command line, one line. The console named last is `/dev/console`; a screen is driven also while it is off."""
    return " ".join([*words(serial), "console=tty1", "video=HDMI-A-1:1920x1080M@60D"]) + "\n"


def words(serial: str) -> list[str]:
    """What a kernel is told on every machine."""
    return [
        f"console={serial},115200",
        f"root=PARTUUID={DISK_ID:08x}-02",  # for people; the initramfs finds the card by its id
        "ro",
        "rootfstype=erofs",
        "net.ifnames=0",  # eth0 is the port on the board, as seeds name it
        "consoleblank=0",  # a screen that goes dark by itself is a screen nobody believes
        "panic=10",  # in seconds; then it starts again
        "loglevel=4",  # errors and worse, so that nothing is written over the console
        "systemd.show_status=no",
    ]
