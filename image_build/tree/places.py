"""What goes, what is kept apart and what points to where, when Debian becomes a read-only box. Data and small rules; pure."""

from typing import Final

BOX: Final = "/var/lib/handbell-box"
SKELETON: Final = "./usr/share/handbell/var-skeleton"

# What is different from box to box lies on the data partition; the root only points there. What is not there yet counts as not said.
LINKS: Final = {
    "./etc/hostname": f"{BOX}/hostname",
    "./etc/localtime": f"{BOX}/localtime",
    "./etc/machine-id": f"{BOX}/machine-id",
    "./etc/handbell": f"{BOX}/etc",
    "./etc/systemd/network": f"{BOX}/network",
    "./etc/systemd/timesyncd.conf.d/60-seed.conf": f"{BOX}/timesyncd.conf",
    "./etc/resolv.conf": "/run/systemd/resolve/stub-resolv.conf",
    "./etc/mtab": "../proc/self/mounts",
    # What people type, and what every text of ours tells them to.
    "./usr/bin/handbell": "/opt/handbell/bin/handbell",
}
# The same links from /var on: what applies a seed switches `current` alone, at once.
BOX_LINKS: Final = {
    "hostname": "current/hostname",
    "localtime": "current/localtime",
    "network": "current/network",
    "timesyncd.conf": "current/timesyncd.conf",
    "etc": "current/etc",
}
# Empty folders that something is mounted on.
MOUNT_POINTS: Final = ("./boot", "./boot/firmware", "./dev", "./proc", "./run", "./sys", "./tmp", "./var", "./mnt")

# Of the layers, with what is below. Keys made while a package was installed would be every box's; the rest is of no use on a box.
LEFT_OUT: Final = (
    "./boot/",
    "./dev/",
    "./proc/",
    "./run/",
    "./sys/",
    "./tmp/",
    "./var/",
    "./etc/ssh/ssh_host_",
    "./etc/group-",
    "./etc/gshadow-",
    "./etc/passwd-",
    "./etc/shadow-",
    "./etc/subgid",
    "./etc/subuid",
    "./etc/.pwd.lock",
    "./etc/.resolv.conf.systemd-resolved.bak",
    "./etc/hostname",
    "./etc/machine-id",
    "./etc/systemd/network/",
    "./etc/apt/",
    "./etc/init.d/",
    "./etc/rc",
    "./etc/sgml/",
    "./etc/vconsole.conf",
    "./etc/cron.",
    "./etc/update-motd.d/",
    "./etc/X11/",
    "./etc/default/locale",
    "./root/",
    "./usr/lib/systemd/system/getty.target.wants/",
    "./usr/share/bug/",
    "./usr/share/doc/base-files/FAQ",
    "./usr/share/man/",
    "./usr/share/locale/",
)
# Of /var, folders that mean nothing on a box.
NOT_IN_SKELETON: Final = (
    "./var/lib/dpkg",
    "./var/lib/apt",
    "./var/cache/apt",
    "./var/backups",
    "./var/lib/systemd/deb-",
    "./var/mail",
)

# Added to what Debian says of itself.
OS_RELEASE: Final = """IMAGE_ID=handbell
IMAGE_VERSION={version}
DEFAULT_HOSTNAME=handbell-unprovisioned
"""


def left_out(path: str) -> bool:
    """Whether that path of a layer stays out of the root."""
    return path.startswith(LEFT_OUT)


def in_skeleton(path: str) -> bool:
    """Whether that folder of Debian's /var is made on a new data partition."""
    return path.startswith("./var/") and not path.startswith(NOT_IN_SKELETON)
