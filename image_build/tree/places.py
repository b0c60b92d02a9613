"""Lists what is removed, what is kept apart and which link points where, when Debian becomes a read-only box. Data and small rules;
pure.
"""

from typing import Final

BOX: Final = "/var/lib/handbell-box"
SKELETON: Final = "./usr/share/handbell/var-skeleton"

# What differs from box to box is on the data partition; the root only has links to it. If a target is not there yet, it counts as not
# set.
LINKS: Final = {
    "./etc/hostname": f"{BOX}/hostname",
    "./etc/localtime": f"{BOX}/localtime",
    "./etc/machine-id": f"{BOX}/machine-id",
    "./etc/handbell": f"{BOX}/etc",
    "./etc/systemd/network": f"{BOX}/network",
    "./etc/systemd/timesyncd.conf.d/60-seed.conf": f"{BOX}/timesyncd.conf",
    "./etc/resolv.conf": "/run/systemd/resolve/stub-resolv.conf",
    "./etc/mtab": "../proc/self/mounts",
    # What people type, and what every text of ours tells them to type.
    "./usr/bin/handbell": "/opt/handbell/bin/handbell",
}
# The same links, from /var on. The code that applies a seed only switches `current`, and so all of them at once.
BOX_LINKS: Final = {
    "hostname": "current/hostname",
    "localtime": "current/localtime",
    "network": "current/network",
    "timesyncd.conf": "current/timesyncd.conf",
    "etc": "current/etc",
}
# Empty folders on which something is mounted.
MOUNT_POINTS: Final = ("./boot", "./boot/firmware", "./dev", "./proc", "./run", "./sys", "./tmp", "./var", "./mnt")

# Paths of the layers that are left out, with everything below them. Keys that were made while a package was installed would be the same
# on every box; the rest is of no use on a box.
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
# Folders of /var that mean nothing on a box.
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
    """Return whether that path of a layer stays out of the root."""
    return path.startswith(LEFT_OUT)


def in_skeleton(path: str) -> bool:
    """Return whether that folder of Debian's /var is made on a new data partition."""
    return path.startswith("./var/") and not path.startswith(NOT_IN_SKELETON)
