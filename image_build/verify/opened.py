"""Lays an image open: its table, its root as a tree and unpacked, and the files of its FAT. Mounts nothing, and needs no root."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from appliance.command_line import reason
from image_build.card.layout import DATA, FIRMWARE, ROOT_A, SECTOR
from image_build.card.table import Table, TableError, read
from image_build.programs import CannotBuild, need, run
from image_build.verify.erofs import Erofs, ErofsError, Node


@dataclass(frozen=True, slots=True)
class Opened:
    """An image that is laid open. `tree` has owners and modes, which `root` has not, since the user who looks unpacked it. `fat` has
    the files that people see; `data` is the data partition alone.
    """

    image: Path
    table: Table
    tree: dict[str, Node]
    root: Path
    fat: Path
    data: Path

    def text(self, path: str) -> str:
        """Return the text of a file of the root; empty if it is not there."""
        place = self.root / path.removeprefix("/")
        return place.read_text(errors="replace") if place.is_file() else ""


@contextmanager
def opened(image: Path) -> Iterator[Opened]:
    """Lay the image open in a folder that is thrown away. Raises CannotBuild if it is no image of ours, or if a program is missing."""
    need(["fsck.erofs", "mcopy", "e2fsck", "dumpe2fs"])
    work = Path(tempfile.mkdtemp(prefix="handbell-verify-"))
    try:
        with image.open("rb") as source:
            table = read(source.read(SECTOR))
        tree = _tree(image)
        root, fat = work / "root", work / "fat"
        _part(image, ROOT_A.start, ROOT_A.size, work / "root.erofs")
        # what is unpacked belongs to the user who looks; the owners are read from the tree
        run(["fsck.erofs", f"--extract={root}", "--no-preserve", "--force", str(work / "root.erofs")])
        fat.mkdir()
        run(["mcopy", "-s", "-n", "-Q", "-i", f"{image}@@{FIRMWARE.start}", "::/*", str(fat)])
        _part(image, DATA.start, DATA.size, work / "data.ext4")
        yield Opened(image, table, tree, root, fat, work / "data.ext4")
    except (TableError, ErofsError, OSError) as wrong:
        raise CannotBuild(f"{image} is no image of a Handbell card: {reason(wrong)}") from wrong
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _tree(image: Path) -> dict[str, Node]:
    root = Erofs(image, ROOT_A.start)
    try:
        return {node.path: node for node in root.nodes()}
    finally:
        root.close()


def _part(image: Path, start: int, length: int, out: Path) -> None:
    with image.open("rb") as source, out.open("wb") as part:
        source.seek(start)
        while length and (piece := source.read(min(length, 1024 * 1024))):
            if piece.strip(b"\0"):
                part.write(piece)
            else:
                part.seek(len(piece), 1)
            length -= len(piece)
        part.truncate()  # cuts the file here, since zeros at the end were only skipped
