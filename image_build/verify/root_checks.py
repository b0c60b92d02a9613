"""Checks the root: owners and modes, accounts, secrets, links, machine code, units. Each check returns what is wrong."""

import os
import re
import stat
import struct
import subprocess
from pathlib import Path, PurePosixPath
from typing import Final

from image_build.programs import found
from image_build.verify.erofs import Node
from image_build.verify.opened import Opened

SHOWN_MAX: Final = 20  # how many mistakes of one kind are shown; the rest are counted
SKELETON: Final = "/usr/share/handbell/var-skeleton"
# Files that the group `shadow` may read, and nobody else.
SHADOWS: Final = ("/etc/shadow", "/etc/gshadow")
# Places that only a running box has; a link may point there.
LATER: Final = ("/run/", "/proc/", "/dev/", "/sys/", "/var/lib/handbell-box")
# Programs that a box starts: our command, the program that makes the copy of the record, the one that brings it to a server by SFTP (from
# Debian's openssh-server), the ones that watch a UPS on USB, and those of desk phones: what speaks SIP, speaks phrases and hears them, and
# makes their network.
STARTED: Final = (
    "/opt/handbell/bin/handbell",
    "/opt/handbell/bin/litestream",
    "/usr/bin/sftp",
    "/usr/lib/nut/upsd",
    "/usr/lib/nut/usbhid-ups",
    "/usr/bin/baresip",
    "/usr/bin/espeak-ng",
    "/usr/bin/flite",
    "/usr/bin/nsenter",
    "/usr/bin/pocketsphinx_batch",
    "/usr/sbin/nft",
)
AARCH64: Final = 183  # e_machine in an ELF header (elf.h, EM_AARCH64)
_PRIVATE: Final = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=\s]{40,}")
_PERSONAL_NAMES: Final = re.compile(
    r"(ssh_host_.*key|id_(rsa|ed25519|ecdsa)|.*\.secret|random-seed|authorized_keys|.*\.kdbx|\.netrc)$"
)
WIRES: Final = "/usr/lib/udev/rules.d/91-handbell-wires.rules"
_REACHES: Final = ("brltty", "modemmanager", "id_mm_", "gpsd")
_LOCKED: Final = re.compile(r"[!*]")
_UNSHOWN: Final = ("Unit is bound to inactive unit", "man ")


def owners(image: Opened) -> list[str]:
    """Check that everything belongs to root, that nobody else can write it, and that nothing runs as somebody else."""
    shadow = next((int(row[2]) for row in _rows(image.text("/etc/group"), 4) if row[0] == "shadow"), 0)
    wrong = []
    for node in image.tree.values():
        wrong += [f"{node.path}: {said}" for said in _owned(node, shadow)]
    return _shown(wrong)


def _owned(node: Node, shadow: int) -> list[str]:
    said = []
    skeleton = node.path.startswith(f"{SKELETON}/")
    group = shadow if node.path in SHADOWS else 0
    if not skeleton and (node.uid, node.gid) != (0, group):
        said.append(f"belongs to {node.uid}:{node.gid} and not to root")
    if node.is_file and node.permissions & 0o6000:
        said.append(f"runs as somebody else (mode {node.permissions:o})")
    if node.permissions & 0o002 and not stat.S_ISLNK(node.mode) and not node.permissions & stat.S_ISVTX:
        said.append(f"can be written by everybody (mode {node.permissions:o})")
    if stat.S_IFMT(node.mode) not in {stat.S_IFREG, stat.S_IFDIR, stat.S_IFLNK}:
        said.append("is neither file, folder nor link")
    if node.xattrs:
        said.append("has attributes, which could be rights")
    return said


_NEVER_WITHOUT = (
    "handbell",
    "handbell-console",
    "handbell-uplink",
    "handbell-seed",
    "handbell-replica",
    "handbell-ups",
    "handbell-phones",
    "handbell-phrases",
)
"""Users that units of every box need, whatever its list of users says; that list may name more."""


def accounts(image: Opened) -> list[str]:
    """Check that there is no password anywhere, only one root, and all our users."""
    wrong = [f"{row[0]} has a password" for row in _rows(image.text("/etc/shadow"), 2) if not _LOCKED.match(row[1])]
    users = {row[0]: row for row in _rows(image.text("/etc/passwd"), 7)}
    wrong += [f"{name} has its password in /etc/passwd" for name, row in users.items() if row[1] != "x"]
    wrong += [f"{name} is a second root" for name, row in users.items() if row[2] == "0" and name != "root"]
    rows = (line.split() for line in image.text("/usr/lib/sysusers.d/handbell.conf").splitlines())
    listed = [row[1] for row in rows if row[:1] == ["u"]]
    needed = dict.fromkeys((*_NEVER_WITHOUT, *listed))
    return wrong + [f"there is no user {name}" for name in needed if name not in users]


def secrets(image: Opened) -> list[str]:
    """Check that there is no key, name or id of any one box."""
    wrong = []
    for node in image.tree.values():
        if not node.is_file:
            continue
        if _PERSONAL_NAMES.fullmatch(PurePosixPath(node.path).name):
            wrong.append(f"{node.path} is of one box, and not for an image")
        elif node.size < 1024 * 1024 and _PRIVATE.search((image.root / node.path[1:]).read_bytes()):
            wrong.append(f"{node.path} holds a private key")
    if not image.tree["/etc/machine-id"].link:
        wrong.append("/etc/machine-id is a file: every box would have the same one")
    return wrong


def links(image: Opened) -> list[str]:
    """Check that every link leads to something."""
    wrong = []
    for node in image.tree.values():
        if stat.S_ISLNK(node.mode) and not _leads(image.tree, node.path):
            wrong.append(f"{node.path} points to {node.link}, which is not there")
    return _shown(wrong)


def _leads(tree: dict[str, Node], path: str) -> bool:
    """Return whether a path exists once its links are followed, as on the box."""
    for _ in range(40):  # the kernel follows this many
        if f"{path}/".startswith(LATER) or path.startswith(SKELETON):
            return True
        parts = PurePosixPath(path).parts
        steps = [str(PurePosixPath(*parts[: count + 1])) for count in range(1, len(parts))]
        step = next((one for one in steps if one in tree and tree[one].link), None)
        if step is None:
            return path in tree
        rest = path[len(step) :]
        path = os.path.normpath(f"{PurePosixPath(step).parent / tree[step].link}{rest}")
    return False


def machine_code(image: Opened) -> list[str]:
    """Check that every program, library and driver is for this processor."""
    wrong, count = [], 0
    for node in image.tree.values():
        if not node.is_file or node.size < 20:
            continue
        with (image.root / node.path[1:]).open("rb") as file:
            head = file.read(20)
        if head.startswith(b"\x7fELF"):
            count += 1
            (machine,) = struct.unpack_from("<H", head, 18)
            if machine != AARCH64:
                wrong.append(f"{node.path} is for another processor ({machine})")
    return _shown(wrong) if count else ["there is no program at all"]


def programs(image: Opened) -> list[str]:
    """Check that the programs which ours starts are there, and that everybody may start them."""
    wrong = []
    for path in STARTED:
        node = image.tree.get(path)
        if node is None or not node.is_file:
            wrong.append(f"{path} is missing")
        elif node.permissions & 0o111 != 0o111:
            wrong.append(f"{path} cannot be started (mode {node.permissions:o})")
    return wrong


def bytecode(image: Opened) -> list[str]:
    """Check that Python finds ready bytecode and uses it without a check: on a read-only root it would otherwise compile at every
    start.
    """
    wrong = []
    for node in image.tree.values():
        if not node.path.startswith("/opt/handbell/site/") or not node.path.endswith(".py"):
            continue
        place = PurePosixPath(node.path)
        ready = str(place.parent / "__pycache__" / f"{place.stem}.cpython-313.pyc")
        if ready not in image.tree:
            wrong.append(f"{node.path} has no bytecode")
        elif (image.root / ready[1:]).read_bytes()[4:8] != b"\1\0\0\0":  # PEP 552: used by hash, and not checked
            wrong.append(f"{ready} is looked at again at every start")
    return _shown(wrong)


def units(image: Opened) -> list[str]:
    """Check that systemd understands every unit of ours, and that what must start is there."""
    folder = image.root / "usr/lib/systemd/system"
    names = [*sorted(path.name for path in folder.glob("handbell*") if path.is_file()), "boot-firmware.mount"]
    if not (folder / "handbell-alert.service").is_file():
        return ["handbell-alert.service is missing"]
    wrong = (
        []
        if "/etc/systemd/system/multi-user.target.wants/handbell.target" in image.tree
        else ["nothing starts handbell.target"]
    )
    wrong += [
        f"{path} would ask for a login" for path in image.tree if re.search(r"\.wants/[^/]*getty[^/]*\.service$", path)
    ]
    analyze = found("systemd-analyze")
    if analyze is None:
        return [*wrong, "systemd-analyze is not installed here: the units were not looked at"]
    instances = [name.replace("@.", "@tty1.") for name in names]
    words = [
        analyze,
        "verify",
        f"--root={image.root}",
        "--man=no",
        "--generators=no",
        "--recursive-errors=no",
        *instances,
    ]
    said = subprocess.run(words, capture_output=True, text=True, check=False)
    return wrong + _shown([line for line in said.stderr.splitlines() if line.strip() and not line.startswith(_UNSHOWN)])


def wires(image: Opened) -> list[str]:
    """Check that the daemon is given its wires, and that nothing which udev starts takes an adapter before it: programs look for
    braille displays and modems behind the same chips that a receiver has.
    """
    rules = {path for path in image.tree if re.fullmatch(r"/(usr/)?(lib|etc)/udev/rules\.d/[^/]+\.rules", path)}
    wrong = [] if WIRES in rules else [f"{WIRES} is missing"]
    for path in sorted(rules):
        wrong += [f"{path} gives adapters to {name}" for name in _REACHES if name in image.text(path).lower()]
    return _shown(wrong)


def release(image: Opened) -> list[str]:
    """Check that the root says which image it is, and has the drivers of one kernel."""
    text = image.text("/etc/os-release")
    wrong = [
        f"/etc/os-release has no {name}"
        for name in ("IMAGE_ID=handbell", "IMAGE_VERSION=", "DEFAULT_HOSTNAME=")
        if name not in text
    ]
    modules = [Path(path).name for path in image.tree if re.fullmatch(r"/usr/lib/modules/[^/]+", path)]
    if len(modules) != 1:
        wrong.append(f"there are drivers for {len(modules)} kernels")
    return wrong


def _rows(text: str, fields: int) -> list[list[str]]:
    return [row for row in (line.split(":") for line in text.splitlines()) if len(row) >= fields]


def _shown(wrong: list[str]) -> list[str]:
    return wrong if len(wrong) <= SHOWN_MAX else [*wrong[:SHOWN_MAX], f"and {len(wrong) - SHOWN_MAX} more like these"]
