"""Makes the root of an image: three layers of other people's files and one of ours, as one sorted tar whose time stamps are never later
than one moment.
"""

import tarfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from image_build.layers.parts import Layers
from image_build.programs import CannotBuild
from image_build.tree import enabled, places
from image_build.tree.accounts import AccountsError, Files, with_ours
from image_build.tree.nodes import Node, Tree

PAPERS: Final = "./usr/share/handbell"
REPOSITORY: Final = Path(__file__).parents[2]
FILES: Final = Path(__file__).with_name("files")
UNITS: Final = "./usr/lib/systemd/system"
UNIT_KINDS: Final = (".service", ".socket", ".target", ".timer", ".path", ".slice", ".mount")
# Where the files of `systemd/` go that are not units.
PLACES: Final = {
    "sysusers.conf": "./usr/lib/sysusers.d/handbell.conf",
    "tmpfiles.conf": "./usr/lib/tmpfiles.d/handbell.conf",
    "journald.conf": "./usr/lib/systemd/journald.conf.d/handbell.conf",
    "system.conf": "./usr/lib/systemd/system.conf.d/handbell.conf",
}
FOLDERS: Final = {".network": "./usr/lib/systemd/network", ".rules": "./usr/lib/udev/rules.d"}
OF_DISTRICT: Final = "district"
FOR_READERS: Final = ".md"  # documents for people who read the code; nobody reads them on a box
KEEP_THEIR_OWNER: Final = (f"{places.SKELETON}/", "./etc/shadow", "./etc/gshadow")
SHADOW_GROUP: Final = 42  # Debian's number for the group `shadow` (base-passwd)


def compose(layers: Layers, out: Path, *, epoch: int, version: str, papers: Mapping[str, bytes]) -> None:
    """Write the tar of the root, with `papers` (name to content) in it. Raises CannotBuild."""
    with ExitStack() as stack:
        tree = Tree()
        for path in (layers.base, layers.kernel.root_tar, layers.site):
            tree.lay(stack.enter_context(tarfile.open(path)))
        furnish(tree, units_folder=REPOSITORY / "systemd", files=FILES, version=version)
        for name, content in papers.items():
            tree.put(f"{PAPERS}/{name}", content)
        write(tree, out, epoch=epoch)


def furnish(tree: Tree, *, units_folder: Path, files: Path, version: str) -> None:
    """Turn Debian with our program into a box: remove what is not wanted, add our files, and link what differs from box to box to the
    data partition.
    """
    skeleton = [(path, node) for path, node in tree.nodes.items() if places.in_skeleton(path)]
    accounts = _accounts(tree, (units_folder / "sysusers.conf").read_text())
    tree.forget(path for path in tree.nodes if places.left_out(path) or enabled.left_out(path))
    for path in places.MOUNT_POINTS:
        tree.folder(path, mode=0o1777 if path == "./tmp" else 0o755)
    _skeleton(tree, skeleton, accounts)
    for name, content, mode, group in (
        ("passwd", accounts.passwd, 0o644, 0),
        ("group", accounts.group, 0o644, 0),
        ("shadow", accounts.shadow, 0o640, SHADOW_GROUP),
        ("gshadow", accounts.gshadow, 0o640, SHADOW_GROUP),
    ):
        tree.put(f"./etc/{name}", content.encode(), mode=mode, group=group)
    release = tree.text("./usr/lib/os-release") + places.OS_RELEASE.format(version=version)
    tree.put("./usr/lib/os-release", release.encode())
    tree.files(files)
    _units(tree, units_folder)
    for path, to in places.LINKS.items():
        tree.link(path, to)


def write(tree: Tree, out: Path, *, epoch: int) -> None:
    """Write the tar: sorted, hard links after their targets, no time after `epoch`, no set-user-id and no set-group-id.

    GNU format: mkfs.erofs and mke2fs both read it, even with names that are not ASCII.
    """
    order = sorted(tree.nodes, key=lambda name: (tree.nodes[name].info.islnk(), name))
    with tarfile.open(out, "w", format=tarfile.GNU_FORMAT, encoding="utf-8", errors="surrogateescape") as tar:
        for name in order:
            node = tree.nodes[name]
            info = node.info
            info.pax_headers = {}
            info.mtime = min(int(info.mtime), epoch) or epoch
            if info.isreg() or info.islnk():
                # no set-user-id and no set-group-id: nobody logs in here who would need su or mount
                info.mode &= ~0o6000
            if not name.startswith(KEEP_THEIR_OWNER):
                info.uid = info.gid = 0  # on a read-only root, the owner of a file can do nothing that others cannot
            tar.addfile(info, node.opened())


def _accounts(tree: Tree, sysusers: str) -> Files:
    names = ("passwd", "group", "shadow", "gshadow")
    try:
        return with_ours(Files(*(tree.text(f"./etc/{name}") for name in names)), sysusers)
    except AccountsError as wrong:
        raise CannotBuild(str(wrong)) from wrong


def _skeleton(tree: Tree, nodes: list[tuple[str, Node]], accounts: Files) -> None:
    """Make what /var has on a new data partition: Debian's folders and links, and the box's own folder."""
    tree.folder(places.SKELETON)
    for path, node in nodes:
        place = f"{places.SKELETON}/{path.removeprefix('./var/')}"
        if node.info.isdir():
            tree.folder(place, mode=node.info.mode, owner=node.info.uid, group=node.info.gid)
        elif node.info.issym():
            tree.link(place, node.info.linkname)
    box = f"{places.SKELETON}/{places.BOX.removeprefix('/var/')}"
    seed = _number(accounts.passwd, "handbell-seed")
    tree.folder(box, owner=seed, group=seed)
    for name, to in places.BOX_LINKS.items():
        tree.link(f"{box}/{name}", to)


def _number(passwd: str, user: str) -> int:
    for line in passwd.splitlines():
        if line.startswith(f"{user}:"):
            return int(line.split(":")[2])
    raise CannotBuild(f"There is no user {user} in systemd/sysusers.conf; seeds are applied by it.")


def _units(tree: Tree, folder: Path) -> None:
    """Add everything in `systemd/` at its place, and the links that start it, but no documents and nothing of a district's server."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != FOR_READERS and path.relative_to(folder).parts[0] != OF_DISTRICT:
            tree.put(place_of(path.relative_to(folder)), path.read_bytes())
    ours = {
        name.removeprefix(f"{UNITS}/"): tree.text(name)
        for name, node in tree.nodes.items()
        if name.startswith(f"{UNITS}/handbell") and name.endswith(UNIT_KINDS) and node.info.isreg()
    }
    for place, to in enabled.links(ours).items():
        tree.link(place, to)


def place_of(path: Path) -> str:
    """Return where a file of `systemd/` goes. Raises CannotBuild for a file that is not known here."""
    if path.name.endswith(UNIT_KINDS) or path.parent.name.endswith(".d"):
        return f"{UNITS}/{path}"
    if path.name in PLACES:
        return PLACES[path.name]
    if path.suffix in FOLDERS:
        return f"{FOLDERS[path.suffix]}/{path.name}"
    raise CannotBuild(f"Nobody knows where systemd/{path} goes: say it in image_build/tree/compose.py.")
