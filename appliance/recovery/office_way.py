"""That this box asks the safety office for what another one had: whose place it takes, since when, and the key it is to be sealed for.

    restoring/key        seed of the key pair (X-Wing), 32 bytes; the office seals for its public half
    restoring/asked      building and former box, and since when
    restoring/offered/   what came meanwhile (`offered`)

All of it goes once the place is taken (`swap`). Believes nothing that came, and opens no entry.
"""

import shutil
from contextlib import suppress
from pathlib import Path

import msgspec

from appliance.api.discreet import Discreet
from appliance.envelope.handover import code_of
from appliance.envelope.hybrid import KeyBytesError, PrivateKey
from appliance.settings import Settings
from appliance.vault import files, folders
from appliance.vault.identity import PARENTS
from appliance.vault.kinds import ID_LEN

KEY, ASKED, OFFERED = "key", "asked", "offered"


class Asked(msgspec.Struct, frozen=True, array_like=True, tag="asked-1"):
    """`box`: whose place it is. `since_ms`: by this box's wall clock."""

    building: bytes
    box: bytes
    since_ms: int


class Wanted(Discreet, frozen=True):
    """What is asked for, and the key pair it is to be sealed for. Prints no key."""

    asked: Asked
    private: PrivateKey

    def __repr__(self) -> str:
        return f"Wanted({self.asked})"

    @property
    def code(self) -> str:
        """What people tell the safety office by telephone."""
        return code_of(self.asked.building, self.private.public.raw)


def wanted(settings: Settings) -> Wanted | None:
    """None where this box asks for nothing."""
    folder = settings.restoring
    try:
        asked = msgspec.msgpack.decode((folder / ASKED).read_bytes(), type=Asked)
        return Wanted(asked, PrivateKey.from_bytes((folder / KEY).read_bytes()))
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, KeyBytesError):
        return None


def ask(settings: Settings, building: bytes, box: bytes, now_ms: int) -> Wanted:
    """From now on it is asked for. Asked for already, nothing changes: the code that was told stays. Raises VaultError."""
    known = wanted(settings)
    if known is not None and (known.asked.building, known.asked.box) == (building, box):
        return known
    give_up(settings)
    folders.open_folder(settings.restoring)
    private = PrivateKey.generate()
    files.write(settings.restoring / KEY, private.seed)
    asked = Asked(building, box, now_ms)
    files.write(settings.restoring / ASKED, msgspec.msgpack.encode(asked))
    return Wanted(asked, private)


def give_up(settings: Settings) -> None:
    """Ask no more. What was sealed for the key opens never again. Raises VaultError."""
    folder = settings.restoring
    files.remove(folder / ASKED)
    files.destroy(folder / KEY)
    shutil.rmtree(folder / OFFERED, ignore_errors=True)


def named(seeded: Path | None) -> tuple[bytes, bytes] | None:
    """Building and box whose place this one takes, as the seed says it (`replaces`); None where it says nothing."""
    if seeded is None:
        return None
    try:
        said = msgspec.json.decode(seeded.read_bytes(), type=dict[str, str])
        building, box = (bytes.fromhex(said.get(name, "")) for name in ("building", "box"))
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, ValueError):
        return None
    return (building, box) if len(building) == len(box) == ID_LEN else None


def has_taken(keys: Path, box: bytes) -> bool:
    """Whether the box whose keys these are goes on with that one's record already."""
    with suppress(OSError):
        kept = (keys / PARENTS).read_bytes()
        return box in {kept[at : at + ID_LEN] for at in range(0, len(kept), ID_LEN)}
    return False
