"""Knows with whose copy this box may go on, as its own seed says: of that building, and of a box that believes the same safety office. A
bundle proves only that its maker had the public half of the phrase, which is no secret. Without this check, whoever has that and the
stick could make the box belong to a stranger. Opens no bundle.
"""

import re
from pathlib import Path

import msgspec

from appliance.district import root_file
from appliance.envelope.bundle import Contents
from appliance.restoring.refused import Refused
from appliance.settings import Settings
from appliance.vault.kinds import ID_LEN, OWN
from appliance.vault.pairs import Pairs

REPLACES = Path("/var/lib/handbell-box/current/replaces.json")  # as the seed has it (image_build/first_boot/render.py)
REPLACES_LEN_MAX = 1024

_ID = re.compile(f"[0-9a-f]{{{2 * ID_LEN}}}")


class _Replaces(msgspec.Struct, frozen=True):
    building: str
    box: str


class Expected(msgspec.Struct, frozen=True):
    """What this box expects. `root`: fingerprint of the safety office it believes. Each field is empty if the box does not know it."""

    root: bytes = b""
    building: bytes = b""

    def why_not(self, contents: Contents) -> Refused | None:
        """Say why the contents of a bundle are not for this box, or give None."""
        if self.building and contents.building != self.building:
            return Refused(
                "another-building",
                f"The seed of this box is for building {self.building.hex()[:8]}, and the copy is of {contents.building.hex()[:8]}."
                " Take that building's copy, or its seed.",
            )
        theirs = _root_in(contents)
        if self.root and theirs and theirs != self.root:
            return Refused(
                "another-office",
                f"The box of this copy believed another safety office ({theirs.hex()[:8]}) than this one ({self.root.hex()[:8]}). Whoever"
                " made it may be a stranger: keep it for the safety office. If the office did change: use a seed of before.",
            )
        return None

    def with_root(self, contents: Contents) -> Contents:
        """Give the contents to lay ready. If the bundle names no safety office, this box's office is put in."""
        if not self.root or _root_in(contents):
            return contents
        files = (each for each in contents.files if each[0] != root_file.NAME)
        ours = (root_file.NAME, self.root.hex().encode() + b"\n")
        return msgspec.structs.replace(contents, files=(*files, ours))


def expected(settings: Settings, replaces: Path = REPLACES) -> Expected:
    """Give what this box knows. Raises OSError."""
    kept = Pairs(settings.keys, "", OWN.__getitem__, mends=False).verdict(root_file.NAME).content or b""
    building, _ = replaced(replaces) or (b"", b"")
    return Expected(root_file.parsed(kept.decode("ascii", "replace")) or b"", building)


def replaced(replaces: Path = REPLACES) -> tuple[bytes, bytes] | None:
    """Give the building and box for which this one goes on, as the seed says; None if it names none. Raises OSError."""
    try:
        with replaces.open("rb") as file:
            named = msgspec.json.decode(file.read(REPLACES_LEN_MAX), type=_Replaces)
    except (FileNotFoundError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
    ids = named.building, named.box
    return (bytes.fromhex(ids[0]), bytes.fromhex(ids[1])) if all(map(_ID.fullmatch, ids)) else None


def _root_in(contents: Contents) -> bytes:
    """Read the office from the file that would be installed, not from the field beside it."""
    content = dict(contents.files).get(root_file.NAME, b"")
    return root_file.parsed(content.decode("ascii", "replace")) or b""
