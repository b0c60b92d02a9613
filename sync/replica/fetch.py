"""Fetches a copy from where it is kept into a folder that `handbell restore` reads. Knows no phrase and no key, and opens nothing.

    mirror.db wraps.db          as Litestream restores them
    bundle-00000007, latest     as they lie there
    used-<box>                  another box of the building wrote a copy of its own there later, or somebody fetched this one before
                                (`used.py`); its content says when

The folder is there whole or not at all: it is filled beside its place, and put there by one rename.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec

from appliance.envelope.format import ID_LEN
from sync.bundle.mounted import ROOTS, mounted_in
from sync.replica.far import copies_at, target_at
from sync.replica.faults import WIPED, CopyFault, of_system
from sync.replica.folder import MOUNTINFO, open_folder
from sync.replica.giving_back import Tells, give_back_what_is_whole, look_for_room, nobody_told
from sync.replica.marker import FOLDER, LATEST, MARKER_LEN_MAX, MIRROR, WRAPS, WRITER_LEN, CopyMarker, named
from sync.replica.target import Target, marker_at
from sync.replica.used import USED, leave, marks
from sync.replica.where import S3, Folder, Sftp, Stick, Where

BUNDLE_LEN_MAX = (
    1024 * 1024
)  # as long as a bundle may be (appliance/envelope/bundle.py, which code that carries sealed data must not import)
GROUP_MODE = 0o750  # the process that restores has another user
GROUP_FILE_MODE = 0o640


class Kept(msgspec.Struct, frozen=True):
    """A copy that was found: the folder that holds the folder of copies, or the server, and what the copy says of itself."""

    place: Path | Sftp | S3
    marker: CopyMarker

    @property
    def where(self) -> str:
        """What people call its place; any stick that is in is called the USB stick."""
        if isinstance(self.place, Path):
            return "the USB stick" if any(root in self.place.parents for root in ROOTS) else str(self.place)
        return self.place.says

    @property
    def says(self) -> str:
        """What a person is shown: nobody knows a box by its id, but the box may have a label with it."""
        return f"building {self.marker.building.hex()}, box {self.marker.box.hex()}"


class Several(Exception):
    """More than one box has its copy there: a person must say which box's to take. `kept`: the copies, the newest first."""

    def __init__(self, kept: list[Kept]) -> None:
        super().__init__("; ".join(each.says for each in kept))
        self.kept = kept


def copies(roots: list[Path]) -> list[Kept]:
    """Give all copies below these folders, the newest first. Raises CopyFault."""
    found = [each for root in roots for each in _kept_below(root)]
    return sorted(found, key=lambda each: each.marker.written_ms, reverse=True)


def copies_of(where: Where, secrets: Path) -> list[Kept]:
    """Give all copies at the place that a seed names. `secrets`: as for a target (`opening.py`). Raises CopyFault, OSError."""
    match where:
        case Stick():
            return copies(sticks())
        case Folder(path=path):
            return copies([Path(path)])
        case Sftp() | S3():
            found = [Kept(where, marker) for marker in copies_at(where, secrets)]
            return sorted(found, key=lambda each: each.marker.written_ms, reverse=True)


def the_copy(found: list[Kept], where: str, building: bytes | None = None, box: bytes | None = None) -> Kept:
    """Give the only copy there, or the only one of this building and box if they are named: of several we never guess. Raises CopyFault
    where there is none, Several.
    """
    found = [each for each in found if building in (None, each.marker.building) and box in (None, each.marker.box)]
    if not found:
        raise CopyFault(WIPED, f"No copy of a box lies on {where}.")
    if len(found) > 1:
        raise Several(found)
    return found[0]


def sticks(roots: tuple[Path, ...] = ROOTS, mountinfo: Path = MOUNTINFO) -> list[Path]:
    """Give where sticks with a copy are mounted now. Raises OSError."""
    return [
        path for path in mounted_in(mountinfo.read_text("utf-8", "surrogateescape"), roots) if (path / FOLDER).is_dir()
    ]


def target_of(kept: Kept, secrets: Path) -> Target:
    """Give the place of a copy as a target. Raises CopyFault."""
    if isinstance(kept.place, Path):
        return open_folder(Folder(str(kept.place.absolute())), kept.marker.building, kept.marker.box)
    return target_at(kept.place, kept.marker, secrets)


def fetch(
    target: Target,
    to: Path,
    program: Path,
    guessed: CopyMarker | None = None,
    *,
    now_ms: int,
    own: bytes = b"",
    tells: Tells = nobody_told,
) -> CopyMarker:
    """Fetch the copy, and give its marker. This replaces what lay at `to` before. Raises CopyFault, OSError for our own disk.

    `guessed`: the marker to use where the copy's own cannot be read. `own`: the box that asks; its own marks are left out. Leaves a mark
    beside the copy that says that it was fetched.
    """
    marker = marker_at(target) or guessed
    if marker is None:
        raise CopyFault(WIPED, f"The file {LATEST} on {target.says} cannot be read: nothing says which copy counts.")
    beside = to.with_name(f"{to.name}.fetching")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True, mode=GROUP_MODE)
    try:
        look_for_room(target, marker, beside)
        give_back_what_is_whole(target, marker, beside, program, tells)
        _beside_the_databases(target, marker, beside, own)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)  # what came so far may fill the card
        raise
    shutil.rmtree(to, ignore_errors=True)
    beside.rename(to)
    leave(target, own, marker.box, now_ms)
    return marker


def _beside_the_databases(target: Target, marker: CopyMarker, beside: Path, own: bytes) -> None:
    (beside / LATEST).write_bytes(marker.pack())
    for name, _ in target.names():
        what = named(name)
        data = target.read(name, BUNDLE_LEN_MAX) if what is not None and what.what == "bundle" else None
        if data is not None:
            (beside / name).write_bytes(data)
    for box, theirs in target.others().items():
        later = CopyMarker.unpack(theirs)
        if later is not None and later.written_ms > marker.written_ms and later.box != own:
            (beside / f"{USED}{box}").write_bytes(b"%d" % later.written_ms)
    for name, when in marks(target, own, marker.box).items():
        (beside / name).write_bytes(when)
    for path in beside.iterdir():
        path.chmod(GROUP_FILE_MODE)
    beside.chmod(GROUP_MODE)  # set the mode whatever the umask is


def _kept_below(root: Path) -> Iterator[Kept]:
    """Give all copies in this folder's folder of copies that have a readable marker, or whose marker can be told from their files."""
    try:
        for box in sorted((root / FOLDER).glob("*/*")):
            marker = _marker_in(box) if box.is_dir() else None
            if marker is not None and (marker.building.hex(), marker.box.hex()) == box.parts[-2:]:
                yield Kept(root, marker)
    except OSError as error:
        raise of_system(error, str(root)) from error


def _marker_in(box: Path) -> CopyMarker | None:
    """Read the marker there. Where it cannot be read, make the one that it must have been, if there is only one generation."""
    try:
        with (box / LATEST).open("rb") as file:
            marker = CopyMarker.unpack(file.read(MARKER_LEN_MAX))
    except FileNotFoundError:
        marker = None
    if marker is not None:
        return marker
    there = [what for path in box.iterdir() if (what := named(path.name)) is not None]
    mirrors, wraps = ([each.generation for each in there if each.what == kind] for kind in (MIRROR, WRAPS))
    try:
        building, of_box = bytes.fromhex(box.parts[-2]), bytes.fromhex(box.parts[-1])
    except ValueError:
        return None
    if (len(building), len(of_box), len(mirrors), len(wraps)) != (ID_LEN, ID_LEN, 1, 1):
        return None
    serial = max((each.serial for each in there), default=0)
    return CopyMarker(building, of_box, mirrors[0], wraps[0], bytes(WRITER_LEN), serial, 0)
