"""Makes and checks slow hashes of short texts that people type; they are useless without the pepper of this box. Knows no person and no
record. The hash may be kept anywhere, also in the logbook; the pepper is a file of 32 bytes, 0600, among the keys and never in the
logbook.
"""

import logging
import os
import re
import unicodedata
from pathlib import Path

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from appliance.vault.errors import VaultError
from appliance.vault.kinds import PEPPER, PEPPER_LEN
from appliance.vault.mended import FROM_MEMORY, Mended
from appliance.vault.pairs import Pairs

# OWASP Password Storage Cheat Sheet, Argon2id: m = 19 MiB, t = 2, p = 1. A tenth of a second on a Pi 4; more memory would be missing for
# calls.
MEMORY_KIB, PASSES, LANES = 19 * 1024, 2, 1
SALT_LEN = 16  # RFC 9106, section 3.1: 16 bytes are recommended for passwords
HASH_LEN = 32

# A hash in PHC form. Its memory has five digits (in KiB), so that no damage makes it more than calls can spare. Base64 without padding;
# the last letter of the salt and of the hash can only be what their lengths allow.
_SHAPE = re.compile(
    r"\$argon2id\$v=19\$m=[1-9][0-9]{4},t=[1-9],p=[1-9]\$[A-Za-z0-9+/]{21}[AQgw]\$[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]"
)


log = logging.getLogger("handbell.vault")


class DamagedHash(ValueError):
    """The stored text is no hash of ours."""


class SlowHash:
    """Makes and checks hashes with one pepper. Both compute for long: call them in a thread."""

    def __init__(self, pepper_file: Path, if_lost: str = "", *, lost: bool = False) -> None:
        """Read the pepper; it is made with the first hash. A pepper that is lost, or that the caller knows to have existed (`lost`), is
        made anew, and `if_lost` says what people do then. Raises VaultError where the folder of keys cannot be used at all.
        """
        self._name = pepper_file.name
        self._pairs = Pairs(pepper_file.parent, "", lambda _: PEPPER)
        verdict = self._pairs.opened([self._name])[self._name]
        self.pepper = verdict.content
        self.is_new = verdict.lost or (lost and verdict.content is None)
        """The one before was lost: no hash of before is right any more."""
        self.mended = self._pairs.mended
        if self.is_new:
            self.mended += (self._made_anew(if_lost),)

    def make(self, secret: str) -> str:
        """Make a new hash, in PHC form. Raises VaultError where the pepper cannot be kept."""
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
        """Return whether this box made `hashed` from that secret. Raises DamagedHash."""
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
        """Give the pepper; make it if there is none yet. Raises VaultError."""
        if self.pepper is None:
            pepper = os.urandom(PEPPER_LEN)
            self._pairs.make_anew(self._name, pepper)
            self.pepper = pepper
        return self.pepper

    def mend(self) -> tuple[Mended, ...]:
        """Look at the pepper again, and put it right if it is wrong. Raises nothing; for a thread."""
        said = self._pairs.mend([self._name])
        try:
            if self.pepper is not None and self._pairs.write_again(self._name, self.pepper):
                said += (Mended(self._name, "was lost with its second copy", FROM_MEMORY),)
        except VaultError:
            log.warning("a pepper is not on the disk, which takes nothing now: the next look tries again")
        return said

    def _made_anew(self, if_lost: str) -> Mended:
        try:
            self.made_pepper()
        except VaultError as error:
            log.warning("a pepper was lost and cannot be made anew yet: %s", error)
        return Mended(self._name, "was lost with its second copy", if_lost, lost=True)


def plain(secret: str) -> str:
    """Make the text the same for every keyboard that can type it (NIST SP 800-63B, 5.1.1.2: normalise with NFKC or NFKD). Blanks around
    it are slips.
    """
    return unicodedata.normalize("NFKC", secret).strip()


def _bytes(secret: str) -> bytes:
    return plain(secret).encode()
