"""Makes the folder of keys of a new box that takes another one's place, from what the bundle brings and what this box makes itself.
Brought: the building's id, secrets of buttons and devices, people's PINs, the safety office, the webhook's certificate, and those reading
keys that something kept needs. Made: the box's id, its device key, and the key of its tables.
"""

import os
from collections.abc import Callable, Collection
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.core.devices.rank import REPLACING_STEP, next_rank
from appliance.envelope import vouching
from appliance.envelope.bundle import Contents
from appliance.envelope.hybrid import PrivateKey
from appliance.envelope.next_box import next_box
from appliance.vault import files, folders
from appliance.vault.identity import (
    BOX_ID,
    BUILDING_ID,
    DEVICE_KEY,
    LOCAL_KEY,
    PARENTS,
    PARENTS_MAX,
    RANK,
)
from appliance.vault.kinds import BELOW, ID_LEN, KEY_LEN, OWN, RANK_MAX, Kind
from appliance.vault.upgrade import make_copies
from appliance.vault.vault import Vault

MADE_HERE = {BUILDING_ID, vouching.NAME}
"""Files of a bundle that are not taken from it as they are."""


def make_keys(
    keys: Path,
    contents: Contents,
    needed: Collection[bytes],
    own: bytes = b"",
    vouch: Callable[[bytes], bytes] | None = None,
) -> tuple[Vault, tuple[str, ...]]:
    """Make the folder. Give the vault in it, and the names of the bundle's files that were invalid and are left out.

    `own`: which box this is until then, empty for none. `needed`: fingerprints of the reading keys for which something kept is wrapped.
    `vouch`: signs the statement about the new box, with the phrase that was typed; None if nobody typed it. Not synced: whoever puts the
    folder in its place does that. Raises VaultError and OSError.
    """
    for under in ("", "reading", *BELOW):
        folders.open_folder(keys / under)
    left_out = tuple(
        name for name, content in contents.files if name not in MADE_HERE and not _brought(keys, name, content)
    )
    for week, seed in contents.reading:
        if PrivateKey.from_bytes(seed).public.fingerprint in needed:
            _write(keys / "reading" / f"{Path(week).name}.key", seed)
    _write(keys / BUILDING_ID, contents.building)
    _write(keys / BOX_ID, box := next_box(own, contents.box) if own else os.urandom(ID_LEN))
    _write(keys / LOCAL_KEY, os.urandom(KEY_LEN))
    _write(keys / PARENTS, b"".join((contents.box, *contents.parents)[:PARENTS_MAX]))
    _write(keys / RANK, b"%d\n" % rank_before_start((contents.rank,)))
    _write(keys / DEVICE_KEY, device := os.urandom(KEY_LEN))
    if vouch is not None:
        public = Ed25519PrivateKey.from_private_bytes(device).public_key().public_bytes_raw()
        _write(keys / vouching.NAME, vouch(vouching.statement(contents.building, box, public)))
    make_copies(keys)
    return Vault.open(keys), left_out


def rank_before_start(known: Collection[int]) -> int:
    """Give the rank from which a start counts on, so that its own rank is that of a box that replaces another."""
    return min(next_rank(known) + REPLACING_STEP - 2, RANK_MAX)


def _brought(keys: Path, name: str, content: bytes) -> bool:
    """Write a file of the bundle. Return False if its name or content is not one that a bundle brings."""
    kind = _kind(name)
    if kind is None or not kind.holds(content) or len(content) > files.SECRET_LEN_MAX:
        return False
    _write(keys / name, content)
    return True


def _kind(name: str) -> Kind | None:
    if name in OWN:
        return OWN[name] if OWN[name].in_bundle else None
    under, _, file = name.partition("/")
    if under not in BELOW or "/" in file or file.startswith(".") or not file.isprintable():
        return None
    ending, kind = BELOW[under]
    return kind if kind.in_bundle and file.endswith(ending) else None


def _write(path: Path, content: bytes) -> None:
    files.write(path, content, waits=False)
