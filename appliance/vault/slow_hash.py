"""A slow hash of something short that a person types, useless without the pepper of this box. Knows no person and no record.

The hash may lie anywhere, also in the logbook; the pepper is a file of 32 bytes, 0600, beside the keys and never in the logbook.
"""

import os
import re
import unicodedata
from pathlib import Path

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from appliance.vault import files

# OWASP Password Storage Cheat Sheet, Argon2id: m = 19 MiB, t = 2, p = 1. A tenth of a second on a Pi 4; more memory would be
# taken from calls.
MEMORY_KIB, PASSES, LANES = 19 * 1024, 2, 1
SALT_LEN = 16  # RFC 9106, section 3.1: 16 bytes are recommended for passwords
HASH_LEN = 32
PEPPER_LEN = 32

# A hash in PHC form, whose memory (five digits, in KiB) no damage can make more than calls can spare. Base64 without padding, the last
# letter of the salt and of the hash as their lengths leave it.
_SHAPE = re.compile(
    r"\$argon2id\$v=19\$m=[1-9][0-9]{4},t=[1-9],p=[1-9]\$[A-Za-z0-9+/]{21}[AQgw]\$[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]"
)


class DamagedHash(ValueError):
    """What was kept is no hash of ours."""


class SlowHash:
    """Makes and checks hashes with one pepper. Both compute for long: call them in a thread."""

    def __init__(self, pepper_file: Path) -> None:
        """Read the pepper; it is made with the first hash. Raises VaultError where others could read it."""
        self._file = pepper_file
        self.pepper = files.read(pepper_file, PEPPER_LEN)

    def make(self, secret: str) -> str:
        """A new hash, in PHC form. Raises VaultError where the pepper cannot be kept."""
        slow = Argon2id(
            salt=os.urandom(SALT_LEN),
            length=HASH_LEN,
            iterations=PASSES,
            lanes=LANES,
            memory_cost=MEMORY_KIB,
            secret=self.made_pepper(),
        )
        return slow.derive_phc_encoded(_bytes(secret))

    def is_right(self, secret: str, hashed: str) -> bool:
        """Whether `hashed` was made of that secret, here. Raises DamagedHash."""
        if not _SHAPE.fullmatch(hashed):
            raise DamagedHash(hashed[:16])
        if self.pepper is None:
            return False
        try:
            Argon2id.verify_phc_encoded(_bytes(secret), hashed, secret=self.pepper)
        except InvalidKey:
            return False
        return True

    def made_pepper(self) -> bytes:
        """The pepper, made where there is none yet. Raises VaultError."""
        if self.pepper is None:
            pepper = os.urandom(PEPPER_LEN)
            files.write(self._file, pepper)
            self.pepper = pepper
        return self.pepper


def plain(secret: str) -> str:
    """The same for every keyboard that can type it (NIST SP 800-63B, 5.1.1.2: normalise with NFKC or NFKD). Blanks around it are slips."""
    return unicodedata.normalize("NFKC", secret).strip()


def _bytes(secret: str) -> bytes:
    return plain(secret).encode()
