"""`config.txt` and `cmdline.txt`: what a Raspberry Pi's first stage and the kernel are told. Nothing emulates the first stage, so a
mistake shows on hardware alone: `lint.py` beside this looks for the ones that are known. Pure.

Sources: https://www.raspberrypi.com/documentation/computers/config_txt.html and the kernel's admin-guide/kernel-parameters.
"""

from typing import Final

from image_build.card.layout import DISK_ID

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


def config_txt() -> str:
    """The first stage's settings, the same for every target."""
    return CONFIG


def cmdline_txt(serial: str) -> str:
    """The kernel's command line, one line. `serial` is the line a target's pins 8 and 10 are: ttyS1, ttyAMA10."""
    return " ".join([*words(serial), "console=tty1", "video=HDMI-A-1:1920x1080M@60D"]) + "\n"


def words(serial: str) -> list[str]:
    """What a kernel is told on every machine. The console named last is `/dev/console`."""
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
