"""Reads what is in the folder that somebody points at: both databases, bundles, and what the copy says of itself. Believes nothing of it.

mirror.db wraps.db    entries, and wraps of data keys (`mirror.py`)
bundle-00000007       a sealed recovery bundle; the highest number is the newest
latest                which bundle belongs to the copy, and when it was written; may be missing
used-<box>            somebody fetched this copy before, for the box that is to have this id (zeros: by hand), and when
"""

import re
from pathlib import Path
from typing import Annotated

import msgspec

from appliance.envelope.bundle import BUNDLE_LEN_MAX
from appliance.restoring.refused import Refused

MARKER = "latest"
MARKER_LEN_MAX = 4096
USED = "used-"
USED_LEN_MAX = 13  # digits of a moment in milliseconds
TARGET = "handbell-copy"  # the folder of a copy as it is on a stick: Litestream's files, not the two databases

_BUNDLE = re.compile(r"bundle-([0-9]{8})")
_USED = re.compile(USED + r"[0-9a-f]{32}")

_Id = Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]


class Marker(msgspec.Struct, frozen=True, array_like=True, tag="copy-1"):
    """The file `latest`, as the replica writes it: whose copy, in which generations, by which run, with which bundle, and when."""

    building: _Id
    box: _Id
    mirror: bytes
    wraps: bytes
    writer: bytes
    bundle: int
    written_ms: int


class Found(msgspec.Struct, frozen=True):
    """What was found. `bundles`: serial and bytes, the newest first. `used_by`: ids of boxes for which it was fetched, in hex; `used_ms`:
    when, 0 if nothing tells.
    """

    folder: Path
    bundles: tuple[tuple[int, bytes], ...]
    marker: Marker | None
    used_by: tuple[str, ...]
    used_ms: tuple[int, ...] = ()


def found_in(folder: Path) -> Found | Refused:
    """Give what a restore begins with. Raises OSError where the folder cannot be read."""
    if not folder.is_dir():
        return Refused("nothing-there", f"{folder} is no folder. Put the stick in, or say where the copy lies.")
    names = {path.name for path in folder.iterdir()}
    if "mirror.db" not in names:
        return Refused(*_no_databases(folder, names))
    if "wraps.db" not in names:
        return Refused("copy-incomplete", f"{folder} has mirror.db without wraps.db: without the keys nothing opens.")
    serials = sorted((int(named[1]) for name in names if (named := _BUNDLE.fullmatch(name))), reverse=True)
    bundles = [(serial, _read(folder / f"bundle-{serial:08d}", BUNDLE_LEN_MAX)) for serial in serials]
    if not bundles:
        says = (
            f"{folder} has no recovery bundle: what is recorded there cannot be opened. Without one, calls work from the"
            " plan of the seed; calls may have been open: ask every room."
        )
        return Refused("no-bundle", says)
    marker = _marker(_read(folder / MARKER, MARKER_LEN_MAX)) if MARKER in names else None
    used = sorted(name for name in names if _USED.fullmatch(name))
    used_ms = tuple(_ms_in(_read(folder / name, USED_LEN_MAX)) for name in used)
    return Found(folder, tuple(bundles), marker, tuple(name.removeprefix(USED) for name in used), used_ms)


def _no_databases(folder: Path, names: set[str]) -> tuple[str, str]:
    if TARGET in names or any(name.startswith("mirror-") for name in names):
        says = f"{folder} is the copy as it is kept. Fetch it first: handbell replica fetch --from {folder} --to FOLDER"
        return "not-fetched", says
    return "nothing-there", f"{folder} holds no copy of a box: there is no mirror.db in it."


def _marker(data: bytes) -> Marker | None:
    """Read the marker. None if it is none: then nothing says which bundle is the newest, and when it was written."""
    try:
        return msgspec.msgpack.decode(data, type=Marker)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _ms_in(digits: bytes) -> int:
    return int(digits) if digits.isdigit() else 0


def _read(path: Path, most: int) -> bytes:
    """Read at most one byte more than is allowed, so that a file that is too long shows."""
    with path.open("rb") as file:
        return file.read(most + 1)
