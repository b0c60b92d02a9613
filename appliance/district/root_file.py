"""Keeps which safety office this box believes: `keys/root.fingerprint`, from the seed or typed by a person. Knows no notice. The file
holds the SHA-256 of the office's root key in hex, blanks allowed, one line; 0600 and twice, as everything in that folder.
"""

from pathlib import Path

from appliance.envelope.format import DIGEST_LEN
from appliance.vault.errors import VaultError
from appliance.vault.kinds import FINGERPRINT
from appliance.vault.pairs import Pairs

NAME = "root.fingerprint"
SEPARATORS = " -:\n\r\t"


def read(keys: Path) -> bytes:
    """Give the fingerprint that counts, empty if there is none. Raises VaultError for one that is lost."""
    kept = _pairs(keys).read(NAME)
    if kept is None:
        return b""
    found = parsed(kept.decode("ascii", "replace"))
    if found is None:
        raise VaultError("holds no fingerprint", keys / NAME, FINGERPRINT.if_lost)
    return found


def write(keys: Path, root: bytes) -> None:
    """Keep it in place of any other. Raises VaultError."""
    _pairs(keys).write(NAME, root.hex().encode() + b"\n")


def parsed(text: str) -> bytes | None:
    """Read a fingerprint as people type it: 64 hex digits, with or without separators; None for anything else."""
    digits = "".join(letter for letter in text if letter not in SEPARATORS)
    try:
        found = bytes.fromhex(digits)
    except ValueError:
        return None
    return found if len(found) == DIGEST_LEN else None


def _pairs(keys: Path) -> Pairs:
    return Pairs(keys, "", lambda _: FINGERPRINT)
