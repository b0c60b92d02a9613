"""What systemd starts on a box: our own list, instead of what packages enable for a desktop or a server. Pure."""

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Final

SYSTEM: Final = "./etc/systemd/system"
UNITS: Final = "/usr/lib/systemd/system"
NULL: Final = "/dev/null"

# Of Debian's: the unit, and what wants it.
DEBIAN: Final = (
    ("nftables.service", "sysinit.target"),
    ("systemd-networkd.service", "multi-user.target"),
    ("systemd-networkd.socket", "sockets.target"),
    ("systemd-resolved.service", "multi-user.target"),
    ("systemd-timesyncd.service", "sysinit.target"),
    ("ssh.service", "multi-user.target"),  # only where a seed brought keys: its condition
    ("brltty.service", "multi-user.target"),  # a braille display; only where the seed says so: our condition
    ("espeakup.service", "multi-user.target"),  # speech, likewise
    ("fstrim.timer", "timers.target"),  # a card that knows what is free lasts longer
)
# Never started, with the reason.
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
# Nothing makes units of its own for a login from another machine's inside (systemd-ssh-generator(8)).
NO_GENERATORS: Final = ("systemd-ssh-generator",)
# Where a login would be, our console is: systemd's getty generator starts this on every line the kernel prints to.
ALIASES: Final = {"serial-getty@.service": "handbell-serial@.service"}


def links(ours: Mapping[str, str]) -> dict[str, str]:
    """Path in the image -> where the link points. `ours` is the name and text of each of our units."""
    out = {f"{SYSTEM}/{name}": NULL for name in MASKED}
    out |= {f"./etc/systemd/system-generators/{name}": NULL for name in NO_GENERATORS}
    out |= {f"{SYSTEM}/{name}": f"{UNITS}/{to}" for name, to in ALIASES.items() if to in ours}
    for unit, wanted_by in (*DEBIAN, *_installed(ours)):
        out[f"{SYSTEM}/{wanted_by}.wants/{unit}"] = f"{UNITS}/{unit}"
    return out


def left_out(path: str) -> bool:
    """Whether that path of Debian's enables something: all such links go, our list stands for them."""
    parts = PurePosixPath(path).parts
    enables = any(part.endswith((".wants", ".requires", ".upholds")) for part in parts)
    return path.startswith(f"{SYSTEM}/") and (enables or path.endswith(("sshd.service", ".wants")))


def _installed(units: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """(unit, target) of every `WantedBy=` in our units' [Install]; templates are started by who names their instance."""
    for name, text in sorted(units.items()):
        if "@." in name:
            continue
        section = ""
        for line in text.splitlines():
            if line.startswith("["):
                section = line
            elif section == "[Install]" and line.startswith("WantedBy="):
                yield from ((name, target) for target in line.removeprefix("WantedBy=").split())
