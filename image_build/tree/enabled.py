"""Decides what systemd starts on a box: our own list replaces what packages enable for a desktop or a server. Pure."""

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Final

SYSTEM: Final = "./etc/systemd/system"
UNITS: Final = "/usr/lib/systemd/system"
NULL: Final = "/dev/null"

# Debian's units that start: the unit, and what wants it.
DEBIAN: Final = (
    ("nftables.service", "sysinit.target"),
    ("systemd-networkd.service", "multi-user.target"),
    ("systemd-networkd.socket", "sockets.target"),
    ("systemd-resolved.service", "multi-user.target"),
    ("systemd-timesyncd.service", "sysinit.target"),
    ("ssh.service", "multi-user.target"),  # its condition starts it only if a seed brought keys
    ("brltty.service", "multi-user.target"),  # a braille display; our condition starts it only if the seed says so
    ("espeakup.service", "multi-user.target"),  # speech; likewise
    ("fstrim.timer", "timers.target"),  # a card that knows which blocks are free lasts longer
)
# Units that are never started, with the reason.
MASKED: Final = {
    "systemd-logind.service": "nobody logs in on a screen",
    "getty-static.service": "as above",
    "getty@.service": "the console has the screen",
    "systemd-journal-catalog-update.service": "a minute of a small box's first start, for texts nobody reads",
    "systemd-firstboot.service": "asks questions on the screen",
    "systemd-udev-settle.service": "braille and speech want it even when off, and every start would wait for the slowest device",
    "systemd-sysext.service": "the root is what was signed, and nothing is laid over it",
    "systemd-confext.service": "as above",
    "systemd-rfkill.service": "no radio is used",
    "systemd-rfkill.socket": "as above",
    "proc-sys-fs-binfmt_misc.automount": "no foreign programs",
    "apt-daily.timer": "an update is a whole new root",
    "apt-daily-upgrade.timer": "as above",
    "dpkg-db-backup.timer": "as above",
    "e2scrub_all.timer": "needs a volume manager",
    "e2scrub_reap.service": "as above",
}
# This generator would make units for logins from inside other machines (systemd-ssh-generator(8)).
NO_GENERATORS: Final = ("systemd-ssh-generator",)
# Our console takes the place of a login: systemd's getty generator starts this on every line to which the kernel prints.
ALIASES: Final = {"serial-getty@.service": "handbell-serial@.service"}


def links(ours: Mapping[str, str]) -> dict[str, str]:
    """Return path in the image -> where the link points. `ours` is the name and text of each of our units."""
    out = {f"{SYSTEM}/{name}": NULL for name in MASKED}
    out |= {f"./etc/systemd/system-generators/{name}": NULL for name in NO_GENERATORS}
    out |= {f"{SYSTEM}/{name}": f"{UNITS}/{to}" for name, to in ALIASES.items() if to in ours}
    for unit, wanted_by in (*DEBIAN, *_installed(ours)):
        out[f"{SYSTEM}/{wanted_by}.wants/{unit}"] = f"{UNITS}/{unit}"
    return out


def left_out(path: str) -> bool:
    """Return whether that path of Debian's enables something. All such links are removed; our list replaces them."""
    parts = PurePosixPath(path).parts
    enables = any(part.endswith((".wants", ".requires", ".upholds")) for part in parts)
    return path.startswith(f"{SYSTEM}/") and (enables or path.endswith(("sshd.service", ".wants")))


def _installed(units: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Give (unit, target) for every `WantedBy=` in our units' [Install]. Whoever names an instance of a template starts it."""
    for name, text in sorted(units.items()):
        if "@." in name:
            continue
        section = ""
        for line in text.splitlines():
            if line.startswith("["):
                section = line
            elif section == "[Install]" and line.startswith("WantedBy="):
                yield from ((name, target) for target in line.removeprefix("WantedBy=").split())
